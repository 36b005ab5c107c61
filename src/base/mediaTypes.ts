/** Whether bodies of the media type are JSON; a type that allows anything counts, as JSON is what is sent for it. */
export function isJson(mediaType: string): boolean {
  return /^(application\/json|[^;]+\+json|text\/json|\*\/\*|application\/\*)(;|$)/i.test(mediaType);
}

/** Whether bodies of the media type are the fields of a form. */
export function isForm(mediaType: string): boolean {
  return isMultipart(mediaType) || /^application\/x-www-form-urlencoded(;|$)/i.test(mediaType);
}

/** Whether bodies of the media type are parts, of which each can be a file. */
export function isMultipart(mediaType: string): boolean {
  return /^multipart\/form-data(;|$)/i.test(mediaType);
}
