#!/usr/bin/env node
import module from 'node:module';

// Since Node 22.8: the second start compiles nothing. What is imported above is compiled before.
(module as { enableCompileCache?: () => void }).enableCompileCache?.();
await import('./start.js');
