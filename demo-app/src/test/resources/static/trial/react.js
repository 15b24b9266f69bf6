// React 18 as a module, which its package is not.

export const { createElement, StrictMode, useEffect, useState } = globalThis.React;
