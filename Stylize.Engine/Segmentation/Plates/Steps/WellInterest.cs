using Stylize.Engine.Segmentation.Interest;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>
/// The regions of interest of a segmented channel of a well: those of its montage, or those of each tile.
/// </summary>
internal sealed class WellInterest
{
    private readonly Dictionary<int, IReadOnlyList<RegionOfInterest>> _ofTile = [];
    private readonly IReadOnlyList<RegionOfInterest>? _ofMontage;
    private readonly Dictionary<string, int> _numbers;

    /// <param name="path">
    /// A file whose regions are those of each montage, or a folder with a file per montage, named like that of the
    /// output or by experiment, well and timepoint, or per tile.
    /// </param>
    /// <exception cref="StylizeException">OptionInvalid: a file cannot be read. OperationFailed: a folder lacks
    /// one.</exception>
    public WellInterest(string path, WellTimepoint well, ChannelTiles channel)
    {
        if (!Directory.Exists(path))
        {
            _ofMontage = RoiReader.Read(path);
        }
        else if (Find(
            path, $"{well.Name}_{channel.Channel}_MONTAGE", $"{well.Name}_{channel.Channel}", well.Name,
            $"{well.Experiment}_{well.Well}") is { } montage)
        {
            _ofMontage = RoiReader.Read(montage);
        }
        else
        {
            foreach (var tile in channel.Tiles)
            {
                _ofTile[tile.Tile] = Find(path, tile.Stem) is { } file ? RoiReader.Read(file)
                    : throw Errors.NoRegionsOfWell.With(
                        tile.Path, path, well.Name, tile.Stem, PlateFiles.Safe(well.Name), PlateFiles.Safe(tile.Stem),
                        string.Join(", ", RoiReader.Extensions));
            }
        }

        var all = _ofMontage ?? _ofTile.Values.SelectMany(regions => regions);
        Names = [.. all.Select(region => region.Name).Distinct()];
        _numbers = Names.Index().ToDictionary(name => name.Item, name => name.Index + 1, StringComparer.Ordinal);
    }

    /// <summary>Names of the regions; their numbers are from 1.</summary>
    private IReadOnlyList<string> Names { get; }

    /// <summary>Returns a plane whose objects have the number of the first region that contains their centroids,
    /// without those outside of all regions.</summary>
    public PlaneMeasurement Limited(PlaneMeasurement plane)
    {
        var objects = RegionMeasurer.Measure(plane.Labels, RegionProperties.Centroid, []);
        var tiles = plane.TilesOf(objects);
        int[] numbers = [.. objects.Centroids().Select((at, index) =>
        {
            // The center of a pixel is half a pixel from its corner.
            var (regions, left, top) = Of(plane.Tiles[tiles[index]]);
            return Number(
                regions.FirstOrDefault(region => region.Contains(at.X + .5 - left, at.Y + .5 - top)));
        })];
        plane.Labels.Keep([false, .. numbers.Select(number => number > 0)]);
        return plane with { Interests = Names, InterestOfRegion = [.. numbers.Where(number => number > 0)] };
    }

    /// <summary>
    /// Returns the area of each region in the tiles of planes, each pixel in the first region that contains it.
    /// </summary>
    public double[] Areas(IEnumerable<PlaneMeasurement> planes, MontageGrid grid, PixelSize pixelSize)
    {
        var areas = new long[Names.Count];
        foreach (var tile in planes.SelectMany(plane => plane.Tiles))
        {
            var (regions, left, top) = Of(tile);
            var row = new int[tile.Width];
            for (var y = 0; y < tile.Height; y++)
            {
                row.AsSpan().Clear();
                foreach (var region in regions.Reverse())
                {
                    Paint(row, region.Crossings(tile.Top + y + .5 - top), tile.Left - left, Number(region));
                }

                foreach (var span in grid.Owned(tile.Tile.Tile, y))
                {
                    foreach (var number in row.AsSpan()[span.Start..span.End])
                    {
                        areas[Math.Max(number - 1, 0)] += number > 0 ? 1 : 0;
                    }
                }
            }
        }

        return [.. areas.Select(area => area * pixelSize.Area)];
    }

    /// <summary>Returns the regions of a tile and the position of their origin in the plane.</summary>
    private (IReadOnlyList<RegionOfInterest> Regions, int Left, int Top) Of(TileMeasurement tile) =>
        _ofMontage is { } regions ? (regions, 0, 0)
            : (_ofTile.GetValueOrDefault(tile.Tile.Tile) ?? [], tile.Left, tile.Top);

    private int Number(RegionOfInterest? region) => region is null ? 0 : _numbers[region.Name];

    /// <param name="left">Column of the first pixel.</param>
    private static void Paint(int[] row, List<double> crossings, int left, int number)
    {
        for (var i = 0; i + 1 < crossings.Count; i += 2)
        {
            var (start, end) = (Math.Ceiling(crossings[i] - .5) - left, Math.Ceiling(crossings[i + 1] - .5) - left);
            if (end <= 0 || start >= row.Length) continue;

            row.AsSpan((int)Math.Max(start, 0)..(int)Math.Min(end, row.Length)).Fill(number);
        }
    }

    private static string? Find(string folder, params string[] stems) =>
        stems.SelectMany(stem => RoiReader.Extensions.Select(end => Path.Combine(folder, PlateFiles.Safe(stem) + end)))
            .FirstOrDefault(File.Exists);
}
