/** The Casbin model of every action: deny overrides, nothing listed is refused, never across tenants. */

export const MODEL = `
[request_definition]
r = actor, subject

[policy_definition]
p = eft, who, when

[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))

[matchers]
m = sameTenant(r.actor, r.subject) && isWho(r.actor, r.subject, p.who) && isWhen(r.actor, r.subject, p.when)
`
