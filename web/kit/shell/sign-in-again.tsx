/** Over the page when its log-in has ended: the page and what was typed stay, and waiting requests go on afterwards. */
import { Button, Modal } from '@mantine/core'
import { useText } from '../language/language'
import { useSession } from './me'
import { SignInForm } from './sign-in-form'

export function SignInAgain() {
  const text = useText()
  const session = useSession()
  const opened = session.status === 'expired'
  return (
    <Modal
      opened={opened}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={text.session.expiredTitle}
    >
      {session.me && (
        <div className="stack">
          <p>{text.session.expiredText(session.me.name)}</p>
          <SignInForm username={session.me.username} />
          <Button variant="subtle" color="gray" onClick={() => window.location.assign('/sign-in')}>
            {text.session.other}
          </Button>
        </div>
      )}
    </Modal>
  )
}
