/** Every page of the console and its address; each module's code is loaded when its page is near. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  Outlet,
  useLocation,
  useNavigate,
} from '@tanstack/react-router'
import { type JSX, Suspense, useEffect, useRef } from 'react'
import { addressOf, type Query } from './kit/api/client'
import { ApiError } from './kit/api/errors'
import { useText } from './kit/language/language'
import { type Ahead, rowsAhead } from './kit/list/ahead'
import { usePageTitle } from './kit/shell/crumbs'
import { useMe, useSession } from './kit/shell/me'
import { startOf } from './kit/shell/portal-menu'
import { BrokenPage } from './kit/states/boundary'
import { ErrorState, Loading } from './kit/states/states'

// The frame comes after the log-in: the first page people see needs none of it.
export const Shell = lazyRouteComponent(() => import('./kit/shell/shell'), 'Shell')

const NOT_FOUND = new ApiError(404, {}, null)

const root = createRootRoute({ component: Outlet, errorComponent: BrokenPage, notFoundComponent: () => <ErrorState error={NOT_FOUND} /> })

/** Leads to the log-in, once, and remembers where from: the address is the log-in's own as soon as the way is taken. */
function ToSignIn() {
  const go = useNavigate()
  const { pathname, searchStr } = useLocation()
  const from = useRef(`${pathname}${searchStr}`)
  useEffect(() => {
    void go({ to: '/sign-in', search: { to: from.current } as never, replace: true })
  }, [go])
  return <Loading />
}

/** Pages for signed-in people; others are sent to the log-in and come back. */
function SignedIn() {
  const session = useSession()
  if (session.status === 'starting') return <Loading />
  if (session.status === 'out') return <ToSignIn />
  return (
    <Suspense fallback={<Loading />}>
      <Shell />
    </Suspense>
  )
}

const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in', component: SignedIn })

/** The page a person starts on. */
function Start() {
  return <Navigate to={startOf(useMe())} replace />
}

type Load = () => Promise<Record<string, unknown>>

/** What a page's code exports, and what it reads first. */
interface Shown {
  name: string
  ahead?: Ahead
}

/** A page that shows a list: its rows are asked for beside its code. */
const list = (name: string, rows: string): Shown => ({ name, ahead: rowsAhead(rows) })

const page = (path: string, load: Load, shown: string | Shown) => {
  const { name, ahead }: Shown = typeof shown === 'string' ? { name: shown } : shown
  return createRoute({
    getParentRoute: () => signedIn,
    path,
    component: lazyRouteComponent(load as () => Promise<Record<string, () => JSX.Element>>, name),
    loader: ahead && (({ location }) => ahead(location.search as Record<string, unknown>)),
  })
}
const open = (path: string, load: Load, name: string) =>
  createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent(load as () => Promise<Record<string, () => JSX.Element>>, name),
  })

const inbox = () => import('./inbox/inbox-page')
const resources = () => import('./reference/resource-pages')
const orders = () => import('./vouchers/orders-pages')
const statements = () => import('./reports/statement-pages')
const people = () => import('./people/people-pages')
const client = () => import('./client/client-documents')
const contractorVouchers = () => import('./contractor/vouchers-page')
const clientProjects = () => import('./client/projects-page')
const clientProposals = () => import('./client/proposals-page')
const calendar = () => import('./calendar/calendar-page')
const liability = () => import('./projects/liability-page')
const expenseForm = () => import('./expenses/expense-form')
const platform = () => import('./platform/platform-pages')
const outbox = () => import('./settings/outbox-page')
const registration = () => import('./sign-in/register-pages')

/** An address that leads nowhere, said inside the frame so that the way on is at hand. */
function NoSuchPage() {
  usePageTitle({ label: useText().states.notFound })
  return <ErrorState error={NOT_FOUND} />
}

const pages = [
  createRoute({ getParentRoute: () => signedIn, path: '$', component: NoSuchPage }),
  createRoute({ getParentRoute: () => signedIn, path: '/', component: Start }),
  page('/inbox', inbox, 'InboxPage'),
  page('/inbox/$taskId', inbox, 'InboxPage'),
  page('/documents', () => import('./documents/documents-page'), list('DocumentsPage', '/api/admin/documents')),
  page('/documents/new', () => import('./documents/new-document-page'), 'NewDocumentPage'),
  page('/documents/$id', () => import('./documents/document-page'), 'DocumentPage'),
  page('/documents/$id/edit', () => import('./documents/edit-document-page'), 'EditDocumentPage'),
  page('/dashboard', () => import('./dashboard/dashboard-page'), 'DashboardPage'),
  page('/projects', () => import('./projects/projects-page'), list('ProjectsPage', '/api/admin/projects')),
  page('/projects/new', () => import('./projects/new-project-page'), 'NewProjectPage'),
  page('/projects/liability', liability, 'LiabilityPage'),
  page('/projects/$id', () => import('./projects/project-page'), 'ProjectPage'),
  page('/projects/$id/liability', liability, 'ProjectLiabilityPage'),
  page('/projects/$id/edit', resources, 'EditProjectPage'),
  page('/proposals', () => import('./proposals/proposals-page'), list('ProposalsPage', '/api/admin/proposals')),
  page('/proposals/new', resources, 'NewProposalPage'),
  page('/proposals/$id', () => import('./proposals/proposal-page'), 'ProposalPage'),
  page('/proposals/$id/edit', resources, 'EditProposalPage'),
  page('/vouchers', () => import('./vouchers/vouchers-page'), list('VouchersPage', '/api/admin/vouchers')),
  page('/vouchers/new', resources, 'NewVoucherPage'),
  page('/vouchers/$id', () => import('./vouchers/voucher-page'), 'VoucherPage'),
  page('/vouchers/$id/edit', resources, 'EditVoucherPage'),
  page('/variation-orders', orders, list('VariationOrdersPage', '/api/admin/variation-orders')),
  page('/variation-orders/new', resources, 'NewVariationOrderPage'),
  page('/variation-orders/$id', orders, 'VariationOrderPage'),
  page('/variation-orders/$id/edit', resources, 'EditVariationOrderPage'),
  page('/daywork-orders', orders, list('DayworkOrdersPage', '/api/admin/daywork-orders')),
  page('/daywork-orders/new', resources, 'NewDayworkOrderPage'),
  page('/daywork-orders/$id', orders, 'DayworkOrderPage'),
  page('/daywork-orders/$id/edit', resources, 'EditDayworkOrderPage'),
  page('/ledger', () => import('./ledger/ledger-page'), 'LedgerPage'),
  page('/ledger/new', () => import('./ledger/new-entry-page'), 'NewEntryPage'),
  page('/ledger/party', () => import('./ledger/party-page'), 'PartyPage'),
  page('/ledger/verify', () => import('./ledger/verify-page'), 'VerifyPage'),
  page('/ledger/$id', () => import('./ledger/entry-page'), 'EntryPage'),
  page('/journals', () => import('./journals/journals-page'), list('JournalsPage', '/api/admin/journals')),
  page('/journals/new', () => import('./journals/new-journal-page'), 'NewJournalPage'),
  page('/journals/import', () => import('./journals/import-page'), 'ImportPage'),
  page('/journals/$id', () => import('./journals/journal-page'), 'JournalPage'),
  page('/accounts', () => import('./accounts/accounts-page'), 'AccountsPage'),
  page('/accounts/new', resources, 'NewAccountPage'),
  page('/accounts/$id', () => import('./accounts/account-page'), 'AccountPage'),
  page('/accounts/$id/edit', resources, 'EditAccountPage'),
  page('/reports/trial-balance', () => import('./reports/trial-balance-page'), 'TrialBalancePage'),
  page('/reports/profit-and-loss', statements, 'ProfitAndLossPage'),
  page('/reports/balance-sheet', statements, 'BalanceSheetPage'),
  page('/reports/cash-flow', statements, 'CashFlowPage'),
  page('/periods', () => import('./periods/periods-page'), 'PeriodsPage'),
  page('/periods/$id', () => import('./periods/period-page'), 'PeriodPage'),
  page('/records/by-type/$type/$id', resources, 'RecordByTypePage'),
  page('/records/$resource', resources, 'ResourceListPage'),
  page('/records/$resource/new', resources, 'ResourceNewPage'),
  page('/records/$resource/$id', resources, 'ResourceRecordPage'),
  page('/records/$resource/$id/edit', resources, 'ResourceEditPage'),
  page('/people', people, list('PeoplePage', '/api/admin/users')),
  page('/people/new', people, 'NewPersonPage'),
  page('/people/$id', people, 'PersonPage'),
  page('/people/$id/edit', people, 'EditPersonPage'),
  page('/roles', () => import('./people/roles-page'), 'RolesPage'),
  page('/audit', () => import('./control/audit-page'), list('AuditPage', '/api/admin/audit-events')),
  page('/why', () => import('./control/why-page'), 'WhyPage'),
  page('/settings/tasks', () => import('./settings/task-settings-page'), 'TaskSettingsPage'),
  page('/settings/signature', () => import('./settings/signature-page'), 'SignaturePage'),
  page('/settings/outbox', outbox, 'OutboxPage'),
  page('/settings/outbox/$id', outbox, 'OutboxPage'),
  page('/setup', () => import('./setup/setup-page'), 'SetupPage'),
  page('/me', () => import('./me/me-page'), 'MePage'),
  page('/notifications', () => import('./notifications/notifications-page'), 'NotificationsPage'),
  page('/processes', () => import('./processes/processes-page'), list('ProcessesPage', '/api/admin/processes')),
  page('/calendar', calendar, 'CalendarPage'),
  page('/calendar/upcoming', () => import('./calendar/upcoming-page'), 'UpcomingPage'),
  page('/calendar/event/$id', calendar, 'CalendarEventPage'),
  page('/site-visits', () => import('./employee/visits-page'), 'VisitsPage'),
  page('/gallery', () => import('./gallery/gallery-page'), 'GalleryPage'),
  page('/gallery/picture/$id', () => import('./gallery/gallery-page'), 'PicturePage'),
  page('/gallery/new', () => import('./gallery/new-pictures-page'), 'NewPicturesPage'),
  page('/expenses', () => import('./expenses/expenses-page'), 'ExpensesPage'),
  page('/expenses/new', expenseForm, 'NewExpensePage'),
  page('/expenses/$id', () => import('./expenses/expense-page'), 'ExpensePage'),
  page('/expenses/$id/edit', expenseForm, 'EditExpensePage'),
  page('/clock', () => import('./employee/clock-page'), 'ClockPage'),
  page('/contractor', () => import('./contractor/home-page'), 'ContractorHomePage'),
  page('/contractor/vouchers', contractorVouchers, 'ContractorVouchersPage'),
  page('/contractor/vouchers/$id', contractorVouchers, 'ContractorVoucherPage'),
  page('/contractor/ledger', () => import('./contractor/ledger-page'), 'ContractorLedgerPage'),
  page('/client/projects', clientProjects, 'ClientProjectsPage'),
  page('/client/projects/$id', clientProjects, 'ClientProjectPage'),
  page('/client/proposals', clientProposals, 'ClientProposalsPage'),
  page('/client/proposals/$id', clientProposals, 'ClientProposalPage'),
  page('/client/documents', client, 'ClientDocumentsPage'),
  page('/client/documents/$id', client, 'ClientDocumentPage'),
  page('/platform/businesses', platform, 'BusinessesPage'),
  page('/platform/businesses/new', platform, 'NewBusinessPage'),
  page('/platform/businesses/$id', platform, 'BusinessPage'),
]

const verify = () => import('./vouchers/verify-page')
const publicPages = [
  open('/verify', verify, 'VerifyPage'),
  open('/verify/$code', verify, 'VerifyPage'),
  open('/sign-in', () => import('./sign-in/sign-in-page'), 'SignInPage'),
  open('/register', registration, 'RegisterPage'),
  open('/register/verify', registration, 'VerifyPage'),
]

/** The router; addresses carry plain text, so that links look like the API's own queries. */
export const router = createRouter({
  routeTree: root.addChildren([signedIn.addChildren(pages), ...publicPages]),
  defaultPreload: 'intent',
  defaultPendingComponent: Loading,
  defaultErrorComponent: BrokenPage,
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => addressOf('', search as Query),
})
