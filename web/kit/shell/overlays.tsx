/** What lies over a page when it is asked for: the menu of a phone, the palette, the help, signing in again. */
import { Drawer } from '@mantine/core'
import { useText } from '../language/language'
import { Help } from './help'
import { Palette } from './palette'
import { SideContent } from './side'
import { SignInAgain } from './sign-in-again'

export type Overlay = 'menu' | 'palette' | 'help' | null

export function Overlays({ overlay, close }: { overlay: Overlay; close(): void }) {
  const text = useText()
  return (
    <>
      <Drawer
        opened={overlay === 'menu'}
        onClose={close}
        size={264}
        title={text.app.menu}
        closeButtonProps={{ 'aria-label': text.act.close }}
      >
        <nav className="side" aria-label={text.app.navigation} style={{ border: 0, padding: 0, background: 'transparent' }}>
          <SideContent onGo={close} />
        </nav>
      </Drawer>
      <Palette opened={overlay === 'palette'} onClose={close} />
      <Help opened={overlay === 'help'} onClose={close} />
      <SignInAgain />
    </>
  )
}
