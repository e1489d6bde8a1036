/** Who works on a project: employees and contractors find in their portals what they are a member of. */
import { belongsTo, tables } from '../kit/schema'

export const projectMembers = tables(
  '0013-project-members',
  [
    {
      name: 'project_members',
      columns: `project_id uuid not null,
    user_id uuid not null,
    duty text,
    unique (tenant_id, project_id, user_id),
    ${belongsTo('project_id', 'projects', 'cascade')},
    ${belongsTo('user_id', 'users')}`,
    },
  ],
  ['create index project_members_of on project_members (tenant_id, user_id)'],
)
