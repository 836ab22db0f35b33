// The interface that @vscode/python-extension describes, as far as environments go; the command takes the place of the
// user's choice, the folder of a virtual environment.
const path = require('node:path');
const vscode = require('vscode');

exports.activate = (context) => {
  const changed = new vscode.EventEmitter();
  let selected = '';
  context.subscriptions.push(
    changed,
    vscode.commands.registerCommand('python.selectForTest', (folder) => {
      selected = folder;
      changed.fire({ id: folder, path: folder });
    }),
  );
  return {
    ready: Promise.resolve(),
    environments: {
      known: [],
      getActiveEnvironmentPath: () => ({ id: selected, path: selected }),
      onDidChangeActiveEnvironmentPath: changed.event,
      resolveEnvironment: async ({ path: folder }) =>
        folder
          ? {
              id: folder,
              path: folder,
              executable: { sysPrefix: folder },
              environment: {
                type: 'VirtualEnvironment',
                name: path.basename(folder),
                folderUri: vscode.Uri.file(folder),
              },
              version: { major: 3, minor: 12, micro: 1 },
            }
          : undefined,
    },
  };
};
