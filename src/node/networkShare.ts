import { statfsSync } from 'node:fs';

/** Magic numbers of Linux file systems that lie on another machine or on the Windows side of WSL, from statfs(2) and linux/magic.h. */
const remoteTypes: ReadonlySet<number> = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xfe534d42, // SMB2
  0xff534d42, // CIFS
  0x01021997, // 9p, as WSL mounts Windows drives
  0x5346414f, // AFS
  0x00c36400, // Ceph
  0x0bd00bd0, // Lustre
  0x01161970, // GFS2
]);

/** Whether a folder that exists lies on a network share, as far as the platform tells. */
export function isOnNetworkShare(folder: string): boolean {
  if (process.platform === 'win32') return /^[\\/]{2}(?![?.][\\/])/.test(folder) || /^[\\/]{2}[?.][\\/]UNC[\\/]/i.test(folder);
  if (process.platform !== 'linux') return false;
  try {
    return remoteTypes.has(statfsSync(folder).type >>> 0);
  } catch {
    return false;
  }
}
