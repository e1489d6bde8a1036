/** Every way out of the house, by the kind its rows have in the outbox. */
import type { Settings } from '../../domain/settings'
import type { Channel } from './channel'
import { mailChannel } from './mail'

/** The channels of the settings. */
export const openChannels = (settings: Settings): Readonly<Record<string, Channel>> => ({ mail: mailChannel(settings) })
