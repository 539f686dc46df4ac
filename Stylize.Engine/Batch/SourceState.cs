namespace Stylize.Engine.Batch;

/// <summary>What a file's directory entry says, to see that the file was not changed while it was read.</summary>
/// <param name="Length">Its size in bytes.</param>
/// <param name="Modified">When it was last written, in ticks of UTC.</param>
internal readonly record struct SourceState(long Length, long Modified)
{
    /// <summary>The state of a file now; of one that is not there, a state that no file has.</summary>
    public static SourceState Of(string path)
    {
        var file = new FileInfo(path);
        file = file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo end ? end : file;
        return file.Exists ? new(file.Length, file.LastWriteTimeUtc.Ticks) : new(-1, 0);
    }

    /// <summary>Throws where a file is not as it was.</summary>
    /// <exception cref="StylizeException">ImageUnreadable: the file was changed while it was read.</exception>
    public void Require(string path)
    {
        if (Of(path) != this)
        {
            throw new StylizeException(
                StylizeError.ImageUnreadable, path, $"'{path}' was changed while it was read, so that nothing is written.",
                "Run again when it is complete.");
        }
    }
}
