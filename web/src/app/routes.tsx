import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { listSearch } from '../pages/documents/places';
import { AdminShell } from './AdminShell';
import { PageFailure, PageNotFound, PagePending } from './PageStates';
import { Shell } from './Shell';

const root = createRootRoute({ component: Shell });
const admin = createRoute({ getParentRoute: () => root, path: '/admin', component: AdminShell });

// The map of the app: one line per page, each loaded when it is first opened.
const documents = createRoute({
  getParentRoute: () => root,
  // One page for all places, so that its tree stays as it is from one to the next.
  id: 'documents',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('../pages/documents/Page'), 'Page'),
});
const home = createRoute({ getParentRoute: () => documents, path: '/' });
const folder = createRoute({ getParentRoute: () => documents, path: '/f/$folderId' });
const workspaces = createRoute({ getParentRoute: () => documents, path: '/workspaces' });
const shared = createRoute({ getParentRoute: () => documents, path: '/shared' });
const recent = createRoute({ getParentRoute: () => documents, path: '/recent' });
const favorites = createRoute({ getParentRoute: () => documents, path: '/favorites' });
const trash = createRoute({ getParentRoute: () => documents, path: '/trash' });
const document = createRoute({
  getParentRoute: () => root,
  path: '/w/$documentId',
  validateSearch: documentSearch,
  component: lazyRouteComponent(() => import('../pages/document/Page'), 'Page'),
});
const documentVersions = createRoute({
  getParentRoute: () => root,
  path: '/w/$documentId/versions',
  component: lazyRouteComponent(() => import('../pages/document/VersionsPage'), 'VersionsPage'),
});
const upload = createRoute({
  getParentRoute: () => root,
  path: '/upload',
  validateSearch: uploadSearch,
  component: lazyRouteComponent(() => import('../pages/upload/Page'), 'Page'),
});
const table = createRoute({
  getParentRoute: () => root,
  path: '/t/$tableId',
  validateSearch: versionSearch,
  component: lazyRouteComponent(() => import('../pages/table/Page'), 'Page'),
});
const inputTable = createRoute({
  getParentRoute: () => root,
  path: '/i/$inputTableId',
  validateSearch: branchSearch,
  component: lazyRouteComponent(() => import('../pages/input/Page'), 'Page'),
});
const certificate = createRoute({
  getParentRoute: () => root,
  path: '/t/$tableId/certificate',
  validateSearch: versionSearch,
  component: lazyRouteComponent(() => import('../pages/certificate/Page'), 'Page'),
});
const versions = createRoute({
  getParentRoute: () => root,
  path: '/t/$tableId/versions',
  component: lazyRouteComponent(() => import('../pages/versions/Page'), 'Page'),
});
const compare = createRoute({
  getParentRoute: () => root,
  path: '/t/$tableId/compare',
  validateSearch: ({ from, to, key }): { from?: number; to?: number; key?: string[] } => ({
    ...(isVersion(from) && { from }),
    ...(isVersion(to) && { to }),
    ...(isPath(key) && { key }),
  }),
  component: lazyRouteComponent(() => import('../pages/compare/Page'), 'Page'),
});
const explorer = createRoute({
  getParentRoute: () => root,
  path: '/explorer',
  component: lazyRouteComponent(() => import('../pages/explorer/Page'), 'Page'),
});
const exploreConnection = createRoute({
  getParentRoute: () => root,
  path: '/explorer/$connectionId',
  validateSearch: (search): { path?: string[] } => (isPath(search.path) ? { path: search.path } : {}),
  component: lazyRouteComponent(() => import('../pages/explorer/ConnectionPage'), 'ConnectionPage'),
});
const me = createRoute({
  getParentRoute: () => root,
  path: '/me',
  component: lazyRouteComponent(() => import('../pages/me/Page'), 'Page'),
});
const administration = createRoute({
  getParentRoute: () => admin,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/admin/connections', replace: true });
  },
});
const connections = createRoute({
  getParentRoute: () => admin,
  path: '/connections',
  component: lazyRouteComponent(() => import('../pages/connections/Page'), 'Page'),
});
const choosePlatform = createRoute({
  getParentRoute: () => admin,
  path: '/connections/new',
  component: lazyRouteComponent(() => import('../pages/connections/PlatformPage'), 'PlatformPage'),
});
const newConnection = createRoute({
  getParentRoute: () => admin,
  path: '/connections/new/$platform',
  component: lazyRouteComponent(() => import('../pages/connections/NewPage'), 'NewPage'),
});
const editConnection = createRoute({
  getParentRoute: () => admin,
  path: '/connections/$connectionId',
  component: lazyRouteComponent(() => import('../pages/connections/EditPage'), 'EditPage'),
});
const members = createRoute({
  getParentRoute: () => admin,
  path: '/members',
  component: lazyRouteComponent(() => import('../pages/members/Page'), 'Page'),
});
const settings = createRoute({
  getParentRoute: () => admin,
  path: '/settings',
  component: lazyRouteComponent(() => import('../pages/settings/Page'), 'Page'),
});
const nodes = createRoute({
  getParentRoute: () => admin,
  path: '/nodes',
  component: lazyRouteComponent(() => import('../pages/nodes/Page'), 'Page'),
});

const objects = createRoute({
  getParentRoute: () => admin,
  path: '/objects',
  component: lazyRouteComponent(() => import('../pages/objects/Page'), 'Page'),
});

const requests = createRoute({
  getParentRoute: () => root,
  path: '/requests',
  component: lazyRouteComponent(() => import('../pages/requests/Page'), 'Page'),
});
const teams = createRoute({
  getParentRoute: () => root,
  path: '/teams',
  component: lazyRouteComponent(() => import('../pages/teams/Page'), 'Page'),
});
const manageTeams = createRoute({
  getParentRoute: () => admin,
  path: '/teams',
  component: lazyRouteComponent(() => import('../pages/teams/Page'), 'Page'),
});
const accountTypes = createRoute({
  getParentRoute: () => admin,
  path: '/account-types',
  component: lazyRouteComponent(() => import('../pages/accounttypes/Page'), 'Page'),
});

const auditLog = createRoute({
  getParentRoute: () => admin,
  path: '/audit',
  component: lazyRouteComponent(() => import('../pages/audit/Page'), 'Page'),
});
const signIn = createRoute({
  getParentRoute: () => admin,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('../pages/signin/Page'), 'Page'),
});
const mail = createRoute({
  getParentRoute: () => admin,
  path: '/mail',
  component: lazyRouteComponent(() => import('../pages/mail/Page'), 'Page'),
});

const tree = root.addChildren([
  documents.addChildren([home, folder, workspaces, shared, recent, favorites, trash]),
  document,
  documentVersions,
  upload,
  table,
  inputTable,
  certificate,
  versions,
  compare,
  explorer,
  exploreConnection,
  me,
  requests,
  teams,
  admin.addChildren([
    administration,
    connections,
    choosePlatform,
    newConnection,
    editConnection,
    members,
    manageTeams,
    accountTypes,
    auditLog,
    signIn,
    mail,
    settings,
    nodes,
    objects,
  ]),
]);

function isPath(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((part) => typeof part === 'string');
}

/**
 * The upload to go on with, so that the page can be left and found again, and where its file goes: into a table, or as
 * a new one into a folder or a document.
 */
function uploadSearch(search: Record<string, unknown>): UploadSearch {
  const { upload, into, folder, document } = search;
  return {
    ...(typeof upload === 'string' && { upload }),
    ...(typeof into === 'string' && { into }),
    ...(typeof folder === 'string' && { folder }),
    ...(typeof document === 'string' && { document }),
  };
}

interface UploadSearch {
  upload?: string;
  into?: string;
  folder?: string;
  document?: string;
}

/** The page of a document, and which of its versions: its editors see the draft unless they ask for what is published. */
function documentSearch({ page, view, version }: Record<string, unknown>): DocumentSearch {
  return {
    ...(typeof page === 'string' && { page }),
    ...(view === 'published' && { view }),
    ...(isVersion(version) && { version }),
  };
}

interface DocumentSearch {
  page?: string;
  view?: 'published';
  version?: number;
}

/** Which version of an input table to show, if not the one that is read where none is named. */
function branchSearch({ branch }: Record<string, unknown>): { branch?: 'draft' | 'published' } {
  return branch === 'draft' || branch === 'published' ? { branch } : {};
}

/** An earlier version to show instead of the current one. */
function versionSearch({ version }: Record<string, unknown>): { version?: number } {
  return isVersion(version) ? { version } : {};
}

function isVersion(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

/** The router; links and parameters everywhere are typed from the map above. */
export const router = createRouter({
  routeTree: tree,
  defaultPendingComponent: PagePending,
  defaultPendingMs: 150,
  defaultErrorComponent: PageFailure,
  defaultNotFoundComponent: PageNotFound,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
