using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Tiles;

internal static class InputDigest
{
    /// <summary>Returns the digest of the planes of the measured tiles, in order, and of each label mask.</summary>
    public static string Compute(WellTimepoint well, SourceHashes hashes, CancellationToken cancellation)
    {
        var tiles = well.Measured.SelectMany(c => c.Tiles).ToList();
        return OfPlanes(
            tiles.SelectMany(t => t.Planes).Concat(tiles.Select(t => t.Mask).OfType<TilePlane>().Distinct()), hashes,
            cancellation);
    }

    /// <summary>Returns the SHA-256 of the name, page and SHA-256 of each plane. Unreadable files, which are reported
    /// with their wells, count as empty.</summary>
    public static string OfPlanes(
        IEnumerable<TilePlane> planes, SourceHashes hashes, CancellationToken cancellation)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        return OfLines(planes.Select(plane =>
        {
            var (path, page) = plane;
            if (!files.TryGetValue(path, out var hash))
            {
                files.Add(path, hash = (Directory.Exists(path) ? FileFailure.OrDefault(() => OfFolder(path))
                    : StylizeException.OrDefault(() => hashes.HashOf(ImageSource.File(path), cancellation))) ?? "");
            }

            return Invariant($"{Path.GetFileName(path)}\t{page}\t{hash}");
        }));
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
}
