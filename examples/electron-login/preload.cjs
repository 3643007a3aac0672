// The calls from the window to the main process. They have no arguments, so the window can't choose where a token is sent.
const { contextBridge, ipcRenderer } = require('electron')

contextBridge.exposeInMainWorld('app', {
  signIn: () => ipcRenderer.invoke('sign-in'),
  user: () => ipcRenderer.invoke('user'),
  orders: () => ipcRenderer.invoke('orders'),
  signOut: () => ipcRenderer.invoke('sign-out'),
})
