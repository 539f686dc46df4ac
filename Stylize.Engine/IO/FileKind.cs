namespace Stylize.Engine.IO;

/// <summary>What lies at a path. Only a regular file has an end that is known; opening any other can wait for ever.</summary>
internal enum FileKind
{
    /// <summary>Nothing, or nothing that this user may look at.</summary>
    Missing,

    /// <summary>A file with bytes on a disk.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A pipe, with a name (FIFO) or without.</summary>
    Pipe,

    /// <summary>A socket.</summary>
    Socket,

    /// <summary>A device, such as /dev/zero or a terminal.</summary>
    Device,
}
