/** How jest runs: plain suites without any server, all others with Postgres and Temporal from the global set-up. */
const { readdirSync, readFileSync, existsSync } = require('node:fs')
const { join } = require('node:path')

process.env.TZ = 'UTC'

const PLAIN = ['domain', 'policies', 'processes', 'ratchets', 'records', 'rules']

/** Packages written as ES modules only: jest runs CommonJS, so they are transformed like our own files. */
function esmPackages() {
  const modules = join(__dirname, 'node_modules')
  if (!existsSync(modules)) return []
  const names = readdirSync(modules).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map((sub) => `${name}/${sub}`) : [name],
  )
  return names.filter((name) => {
    const file = join(modules, name, 'package.json')
    return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).type === 'module'
  })
}

const swc = {
  swcrc: false,
  sourceMaps: 'inline',
  module: { type: 'commonjs' },
  jsc: { target: 'es2023', parser: { syntax: 'typescript', tsx: false }, keepClassNames: true },
}
const react = { ...swc, jsc: { ...swc.jsc, parser: { syntax: 'typescript', tsx: true }, transform: { react: { runtime: 'automatic' } } } }

const common = {
  testEnvironment: 'node',
  transform: { '\\.[jt]sx$': ['@swc/jest', react], '\\.[cm]?[jt]s$': ['@swc/jest', swc] },
  transformIgnorePatterns: [`/node_modules/(?!(${[...esmPackages(), 'pdfjs-dist'].join('|')})/)`],
  modulePathIgnorePatterns: ['<rootDir>/.data/', '<rootDir>/dist/', '<rootDir>/web/dist/'],
  resolver: '<rootDir>/test/support/resolver.cjs',
}

const plainMatch = PLAIN.map((name) => `<rootDir>/test/${name}/**/*.test.ts`)

module.exports = {
  maxWorkers: 2,
  testTimeout: 240_000,
  testSequencer: '<rootDir>/test/support/sequencer.cjs',
  projects: [
    { ...common, displayName: 'plain', testMatch: plainMatch, setupFiles: ['<rootDir>/test/support/made-up-day.ts'] },
    {
      ...common,
      displayName: 'stack',
      testMatch: ['<rootDir>/test/*/**/*.test.{ts,tsx}'],
      testPathIgnorePatterns: PLAIN.map((name) => `<rootDir>/test/${name}/`),
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
  ],
}
