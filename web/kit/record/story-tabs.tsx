/** The story of a record in three tellings: what happened, which fields changed, what people said. */
import { Tabs } from '@mantine/core'
import { useText } from '../language/language'
import { Comments } from './comments'
import { History, Timeline } from './story'

/** `comments` is left out for records that take none. */
export function StoryTabs({ path, comments = true }: { path: string; comments?: boolean }) {
  const text = useText()
  return (
    <section className="card">
      <Tabs defaultValue="timeline" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="timeline">{text.record.timeline}</Tabs.Tab>
          <Tabs.Tab value="history">{text.record.history}</Tabs.Tab>
          {comments && <Tabs.Tab value="comments">{text.record.comments}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="timeline" className="section-body">
          <Timeline path={path} />
        </Tabs.Panel>
        <Tabs.Panel value="history" className="section-body">
          <History path={path} />
        </Tabs.Panel>
        {comments && (
          <Tabs.Panel value="comments" className="section-body">
            <Comments path={path} />
          </Tabs.Panel>
        )}
      </Tabs>
    </section>
  )
}
