import type { APIRequestContext } from '@playwright/test';

/** Makes a workspace, a folder or a document without the pages, and resolves to its id. */
export async function makeFile(
  request: APIRequestContext,
  type: 'workspace' | 'folder' | 'workbook' | 'data-model' | 'dataset',
  name: string,
  parentId?: string,
): Promise<string> {
  const answer = await request.post('/v2/files', { data: { type, name, ...(parentId && { parentId }) } });
  if (!answer.ok()) throw new Error(`${type} ${name} was not made: ${await answer.text()}`);
  return (await answer.json()).id;
}

/** Gives all members a level on a file. */
export async function shareWithAll(request: APIRequestContext, fileId: string, permission: string): Promise<void> {
  const answer = await request.post('/v2/grants', {
    data: { inodeId: fileId, grantee: { allMembers: true }, permission },
  });
  if (!answer.ok()) throw new Error(`nothing was shared: ${await answer.text()}`);
}
