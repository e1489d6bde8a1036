/** Temporal's own UI for operators: read-only, on the loopback, under the path that Cien's gate passes on. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ChildSpec } from './supervisor'

export const UI_PATH = '/temporal'

export interface UiOptions {
  program: string
  folder: string
  port: number
  temporal_address: string
  namespace: string
  /** Where browsers find Cien: its codec decodes payloads for those who may read them. */
  console_url: string
  log_file: string
}

/** How the supervisor runs the UI; writes its configuration. */
export function temporalUi(options: UiOptions): ChildSpec {
  const config = {
    temporalGrpcAddress: options.temporal_address,
    host: '127.0.0.1',
    port: options.port,
    publicPath: UI_PATH,
    enableUi: true,
    defaultNamespace: options.namespace,
    disableNewsFetch: true,
    disableWriteActions: true,
    cors: { allowOrigins: [`http://127.0.0.1:${options.port}`, options.console_url], cookieInsecure: true },
    codec: { endpoint: `${options.console_url}/api/codec`, includeCredentials: true },
  }
  mkdirSync(join(options.folder, 'uiconf'), { recursive: true })
  writeFileSync(join(options.folder, 'uiconf', 'ui.yaml'), `${JSON.stringify(config, null, 2)}\n`) // JSON is YAML
  return {
    name: 'temporal-ui',
    command: options.program,
    args: ['--root', options.folder, '--config', 'uiconf', '--env', 'ui', 'start'],
    cwd: options.folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    stop_signal: 'SIGTERM',
    grace_ms: 3_000,
    log_file: options.log_file,
  }
}
