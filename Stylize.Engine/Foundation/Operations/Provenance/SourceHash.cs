namespace Stylize.Engine.Operations.Provenance;

/// <summary>Computes the SHA-256 of sources.</summary>
internal static class SourceHash
{
    private const int BufferSize = 1 << 17;

    /// <summary>
    /// Returns the SHA-256 of the bytes of a source in lower-case hexadecimal; of numbered frames, the SHA-256 of a
    /// line per frame with its own; of a folder, that of a line per file with its name and SHA-256.
    /// </summary>
    /// <param name="source">A file, a folder, or bytes in memory.</param>
    /// <exception cref="StylizeException">ImageMissing or ImageUnreadable; the target is the name of the
    /// source.</exception>
    public static string Compute(ImageSource source, CancellationToken cancellation = default)
    {
        if (source.Bytes is { } bytes) return Convert.ToHexStringLower(SHA256.HashData(bytes.Span));

        if (FrameSequence.FromPattern(source.Name) is { } frames)
        {
            var lines = frames.Files.Select(frame => Compute(ImageSource.File(frame), cancellation) + "\n");
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(lines))));
        }

        try
        {
            if (Directory.Exists(source.Name))
            {
                var lines = Directory.EnumerateFiles(source.Name, "*", SearchOption.AllDirectories)
                    .Select(file => Path.GetRelativePath(source.Name, file).Replace('\\', '/'))
                    .Order(StringComparer.Ordinal).Select(name => (Name: name, Path: Path.Combine(source.Name, name)))
                    .Select(file => $"{file.Name}\t{Compute(ImageSource.File(file.Path), cancellation)}\n");
                return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
            }

            using var file = InputFile.Open(source.Name);
            return Compute(file, cancellation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Errors.CannotRead.From(failure, source.Name, failure.Message);
        }
    }

    private static string Compute(Stream stream, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, read);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
