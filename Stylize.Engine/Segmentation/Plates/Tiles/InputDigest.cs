using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Tiles;

/// <summary>Digests of what a run reads of wells. Safe for concurrent use.</summary>
internal sealed class InputDigest : IDisposable
{
    private readonly SourceHashes _hashes = new();

    /// <summary>The digests of Zarr arrays, which hold planes of many timepoints.</summary>
    private readonly ConcurrentDictionary<string, string> _arrays = new(StringComparer.Ordinal);

    /// <summary>Returns the digest of the planes of the measured tiles, in order, of each label mask, of the channel of
    /// the alignment, and of what names and metadata say of places and pixel sizes.</summary>
    public string OfWell(WellTimepoint well, CancellationToken cancellation)
    {
        var tiles = well.Measured.SelectMany(c => c.Tiles).ToList();
        var cells = well.Cells?.OrderBy(cell => cell.Key).Select(cell => Invariant($"{cell.Key} {cell.Value}")) ?? [];
        var size = PixelSizes.Find(well);
        return OfLines(
        [
            OfPlanes(
                tiles.Concat(well.Aligned?.Tiles ?? []).SelectMany(t => t.Planes)
                    .Concat(tiles.Select(t => t.Mask).OfType<TilePlane>()).Distinct(), cancellation),
            string.Join(' ', well.TileNumbers), string.Join(' ', cells),
            Invariant($"{size?.X} {size?.Y} {tiles.Find(t => t.PlaneDistance is not null)?.PlaneDistance}"),
        ]);
    }

    /// <summary>Returns the SHA-256 of the name, page and SHA-256 of each plane. Unreadable files, which are reported
    /// with their wells, count as empty.</summary>
    public string OfPlanes(IEnumerable<TilePlane> planes, CancellationToken cancellation)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        return OfLines(planes.Select(plane =>
        {
            var (path, page) = plane;
            if (!files.TryGetValue(path, out var hash))
            {
                files.Add(path, hash = Directory.Exists(path) ? _arrays.GetOrAdd(path, Hash) : Hash(path));
            }

            return Invariant($"{Path.GetFileName(path)}\t{page}\t{hash}");
        }));

        string Hash(string path) =>
            StylizeException.OrDefault(() => _hashes.HashOf(ImageSource.File(path), cancellation)) ?? "";
    }

    /// <summary>Returns the SHA-256 of lines.</summary>
    public static string OfLines(IEnumerable<string> lines) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")))));

    /// <summary>Writes the cache of source hashes.</summary>
    public void Dispose() => _hashes.Dispose();
}
