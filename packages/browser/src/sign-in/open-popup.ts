/** Opens an empty window in the task of the click, before anything is awaited; null if the browser blocks it. */
export function openPopup({ width = 480, height = 640 }: { width?: number; height?: number } = {}): Window | null {
  const left = Math.max(0, Math.round(screenX + (outerWidth - width) / 2))
  const top = Math.max(0, Math.round(screenY + (outerHeight - height) / 2))
  return open('about:blank', '_blank', `popup,width=${width},height=${height},left=${left},top=${top}`)
}
