/** The order of the suites: quick ones first, so that a mistake shows early; the heavy ones last. */
const { default: Sequencer } = require('@jest/test-sequencer')

const LAST = ['web', 'security', 'system', 'chaos']

function weight(test) {
  const folder = /[\\/]test[\\/]([^\\/]+)[\\/]/.exec(test.path)?.[1] ?? ''
  return LAST.indexOf(folder)
}

class CienSequencer extends Sequencer {
  async sort(tests) {
    const usual = await super.sort(tests)
    return [...usual].sort((a, b) => weight(a) - weight(b))
  }
}

module.exports = CienSequencer
