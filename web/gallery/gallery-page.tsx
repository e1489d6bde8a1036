/** Pictures of projects: the office sees all, employees their own, clients those of their projects. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, useParams } from '@tanstack/react-router'
import { Image, ImageOff, Plus } from 'lucide-react'
import { useKeys } from '../kit/keys/keys'
import { one, useResource } from '../kit/api/queries'
import { useFileUrl, useSeen } from '../kit/files/use-file-url'
import { ProjectPicker } from '../kit/form/project-picker'
import { useFormat } from '../kit/language/format'
import { useText } from '../kit/language/language'
import { useSearch } from '../kit/list/state'
import { usePageTitle } from '../kit/shell/crumbs'
import { useMe } from '../kit/shell/me'
import { EmptyState, ErrorState, Loading } from '../kit/states/states'
import { Lightbox } from './lightbox'
import { galleryPath, type Picture, usePictures } from './pictures'
import './gallery.css'

function Thumb({ picture, open }: { picture: Picture; open(): void }) {
  const text = useText()
  const format = useFormat()
  const [frame, seen] = useSeen<HTMLButtonElement>()
  const url = useFileUrl(seen ? `${galleryPath()}/${picture.id}/thumbnail` : null)
  const when = format.date((picture.taken_at ?? picture.created_at).slice(0, 10))
  const caption = picture.caption ?? text.gallery.picture
  return (
    <li>
      <button type="button" className="picture" ref={frame} onClick={open} aria-label={text.gallery.open(`${caption}, ${when}`)}>
        <span className="thumb">
          {url ? <img src={url} alt="" /> : url === null ? <ImageOff size={24} aria-hidden /> : <Image size={24} aria-hidden />}
        </span>
        <span className="words">
          <span className="cut">{picture.caption ?? picture.project?.name}</span>
          <span className="small soft cut">{[when, picture.caption && picture.project?.name].filter(Boolean).join(' · ')}</span>
        </span>
      </button>
    </li>
  )
}

function useRights() {
  const definition = useResource('gallery').definition
  const kind = useMe()?.user_type
  const manage = definition?.can.manage ?? false
  return { add: manage && kind !== 'client', change: manage && kind !== 'client' && kind !== 'employee', kind }
}

/** The picture named in the address, also when it is on a page that is not loaded. */
function useChosen(pictures: Picture[], id: string | undefined) {
  const at = pictures.findIndex((each) => each.id === id)
  const alone = useQuery({ ...one<Picture>(`${galleryPath()}/${id}`), enabled: id !== undefined && at < 0 }).data
  return { at: at < 0 ? undefined : at, picture: id === undefined ? undefined : (pictures[at] ?? alone) }
}

function AddButton() {
  const text = useText()
  const [search] = useSearch()
  return (
    <Button
      component={Link}
      to="/gallery/new"
      search={{ project_id: search.project_id } as never}
      leftSection={<Plus size={16} aria-hidden />}
    >
      {text.gallery.add}
    </Button>
  )
}

export function GalleryPage() {
  const text = useText()
  const [search, change] = useSearch()
  const { read, pictures, total } = usePictures(search.project_id)
  const rights = useRights()
  const { at, picture } = useChosen(pictures, search.picture)
  usePageTitle({ label: text.gallery.title })
  const open = (id: string | undefined) => change({ picture: id })
  useKeys([{ keys: 'escape', label: text.help.close, silent: true, run: () => open(undefined) }])
  const go = (by: 1 | -1) => {
    const next = pictures[(at ?? 0) + by]
    if (next) open(next.id)
    if (by === 1 && (at ?? 0) + 2 >= pictures.length && read.hasNextPage) void read.fetchNextPage()
  }
  return (
    <div className="page wide">
      <div className="page-head">
        <h1 className="grow">
          {text.gallery.title}{' '}
          <span className="soft small" role="status">
            {total > 0 && text.gallery.count(total)}
          </span>
        </h1>
        <ProjectPicker
          aria-label={text.gallery.project}
          placeholder={text.calendar.allProjects}
          value={search.project_id ?? null}
          set={(project_id) => change({ project_id: project_id ?? undefined })}
        />
        {rights.add && <AddButton />}
      </div>
      {read.error && pictures.length === 0 && <ErrorState error={read.error} retry={() => void read.refetch()} />}
      {read.isPending && <Loading rows={8} />}
      {read.data && pictures.length === 0 && (
        <EmptyState icon={Image} title={text.gallery.empty} action={rights.add && <AddButton />}>
          {rights.kind === 'client' ? text.gallery.emptyClient : text.gallery.emptyText}
        </EmptyState>
      )}
      <ul className="pictures">
        {pictures.map((each) => (
          <Thumb key={each.id} picture={each} open={() => open(each.id)} />
        ))}
      </ul>
      {read.hasNextPage && (
        <div style={{ textAlign: 'center', padding: 16 }}>
          <Button variant="default" loading={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
            {text.gallery.more}
          </Button>
        </div>
      )}
      <Lightbox picture={picture} at={at} total={total} manage={rights.change} go={go} close={() => open(undefined)} />
    </div>
  )
}

/** A link to a picture: the gallery with the picture over it. */
export function PicturePage() {
  const { id } = useParams({ strict: false }) as { id: string }
  return <Navigate to="/gallery" search={{ picture: id } as never} replace />
}
