using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Tiles;

internal static class InputDigest
{
    /// <summary>The last file that was read, because the wells and timepoints of a plate may all be in one
    /// file.</summary>
    private static volatile Hashed? _last;

    /// <summary>
    /// Returns the SHA-256 of the name, page and SHA-256 of each plane of the measured tiles, in order, and of each
    /// label mask; unreadable files count as empty.
    /// </summary>
    public static string Compute(WellTimepoint well, CancellationToken cancellation) => Compute(well, path =>
    {
        cancellation.ThrowIfCancellationRequested();
        return OfFile(path);
    });

    /// <summary>Returns the digest with the SHA-256 of files from a function, which returns "" for an unreadable
    /// file.</summary>
    public static string Compute(WellTimepoint well, Func<string, string> ofFile)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        var tiles = well.Measured.SelectMany(c => c.Tiles).ToList();
        foreach (var (path, page) in tiles.SelectMany(t => t.Planes)
            .Concat(tiles.Select(t => t.Mask).OfType<TilePlane>().Distinct()))
        {
            if (!files.TryGetValue(path, out var hash))
            {
                files.Add(path, hash = ofFile(path));
            }

            digest.AppendData(Encoding.UTF8.GetBytes(
                Invariant($"{Path.GetFileName(path)}\t{page}\t{hash}\n")));
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    /// <summary>Returns the SHA-256 of lines.</summary>
    public static string OfLines(IEnumerable<string> lines) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")))));

    /// <summary>Digests a Zarr array by names and lengths of its files. Their bytes would be read again for each
    /// timepoint.</summary>
    private static string OfFolder(string folder) => OfLines(
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .Select(f => Invariant($"{Path.GetRelativePath(folder, f.FullName)}\t{f.Length}"))
            .Order(StringComparer.Ordinal));

    private static string OfFile(string path)
    {
        try
        {
            if (Directory.Exists(path)) return OfFolder(path);

            var (last, stamp) = (_last, FileStamp.FromFile(path));
            if (last is not null && stamp is { } same && last.Path == path && last.Stamp == same) return last.Sha256;

            using var file = InputFile.Open(path);
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
            _last = stamp is { } known ? new(path, known, sha256) : null;
            return sha256;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StylizeException)
        {
            return "";
        }
    }

    private sealed record Hashed(string Path, FileStamp Stamp, string Sha256);
}
