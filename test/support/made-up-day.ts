/** With CIEN_TEST_NOW the suites without servers run at another time: the clock goes on from there. Servers keep the machine's. */
const wanted = process.env.CIEN_TEST_NOW
if (wanted !== undefined) {
  const Real = Date
  const ahead = Real.parse(wanted) - Real.now()
  if (Number.isNaN(ahead)) throw new Error(`CIEN_TEST_NOW is no time: ${wanted}`)
  const now = (): number => Real.now() + ahead
  globalThis.Date = new Proxy(Real, {
    construct: (target, given) => Reflect.construct(target, given.length === 0 ? [now()] : given),
    apply: () => new Real(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  })
}
