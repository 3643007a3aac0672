/** Whether the page was opened by the server, with a code. */
export const hasCode = (): boolean => new URL(location.href).searchParams.has('code')

/** What the documents of libraries that leave the code in the address tell their users to do. */
export const leaveCallback = (): void => history.replaceState(null, '', '/')
