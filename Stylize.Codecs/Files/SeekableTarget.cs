namespace Stylize.Codecs.Files;

/// <summary>Provides a seekable and readable stream to encoders that revise earlier output.</summary>
internal static class SeekableTarget
{
    /// <summary>Writes to the target if it is seekable, readable and at its start, otherwise through a temporary file.</summary>
    internal static void Write(Stream target, Action<Stream> write)
    {
        if (target is { CanSeek: true, CanRead: true } && target.Position == 0)
        {
            write(target);
            return;
        }

        const int BufferBytes = 1 << 16;
        using var spool = new FileStream(
            // Not an input: a new temporary file.
            Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, BufferBytes, FileOptions.DeleteOnClose);
        write(spool);
        spool.Position = 0;
        spool.CopyTo(target);
    }
}
