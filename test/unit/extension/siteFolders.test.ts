import { describe, expect, it } from 'vitest';
import { addedFolders, siteFolders } from '../../../src/extension/environment/siteFolders';

const version = { major: 3, minor: 12 };

describe('the folders of an environment', () => {
  it('are those that Python itself looks into', () => {
    expect(siteFolders({ prefix: '/home/me/project/.venv/', version }, 'linux')[0]).toBe(
      '/home/me/project/.venv/lib/python3.12/site-packages',
    );
    expect(siteFolders({ prefix: 'C:\\env', version }, 'win32')).toEqual(['C:\\env\\Lib\\site-packages']);
  });

  it("are Debian's for the system's Python", () => {
    expect(siteFolders({ prefix: '/usr', version }, 'linux')).toContain('/usr/lib/python3/dist-packages');
  });

  it('grow by what .pth files add, but not by what they run', () => {
    const text = '# editable\nimport sys; sys.path.insert(0, "/x")\n/home/me/project/src\r\nC:\\project\nrelative\n';
    expect(addedFolders(text)).toEqual(['/home/me/project/src', 'C:\\project']);
  });
});
