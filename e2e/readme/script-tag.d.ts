// The global of a page with a script tag: the larger file's, which holds the smaller one's names.
declare const grantkit: typeof import('../../packages/browser/dist/script-tag.js')
