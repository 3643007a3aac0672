// What the window may ask of the main process: names without arguments, so that it can't choose where a token goes.
const { contextBridge, ipcRenderer } = require('electron')

contextBridge.exposeInMainWorld('app', {
  signIn: () => ipcRenderer.invoke('sign-in'),
  user: () => ipcRenderer.invoke('user'),
  orders: () => ipcRenderer.invoke('orders'),
  signOut: () => ipcRenderer.invoke('sign-out'),
})
