/** The log-in page. */
import { Link, Navigate, useSearch } from '@tanstack/react-router'
import { useText } from '../kit/language/language'
import { useSession } from '../kit/shell/me'
import { SignInForm } from '../kit/shell/sign-in-form'
import { PublicPage } from './public-page'

/** Only a path of our own: an address from elsewhere would lead people away after they signed in. */
export const safePath = (path: string | undefined): string => (path && /^\/(?![/\\])/.test(path) ? path : '/')

export function SignInPage() {
  const text = useText()
  const session = useSession()
  const { to } = useSearch({ strict: false }) as { to?: string }
  if (session.status === 'in') return <Navigate to={safePath(to)} replace />
  return (
    <PublicPage title={text.session.title} lead={text.session.lead}>
      <SignInForm />
      <p style={{ marginTop: 16 }}>
        {text.session.noAccount} <Link to="/register">{text.session.register}</Link>
      </p>
    </PublicPage>
  )
}
