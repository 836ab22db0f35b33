declare module '*.css' {
  const text: string;
  export default text;
}

/** A picture as a data URL (see webpack.config.js). */
declare module '*.webp' {
  const url: string;
  export default url;
}
