using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Cells;

/// <summary>The positions of a well's tiles. If they overlap, the first channel with tiles of a size registers them.</summary>
/// <param name="failed">Receives the errors of tiles that cannot be read.</param>
/// <param name="remarked">Receives what the user should know about the registration.</param>
internal sealed class WellGrids(
    PlateOptions options, WellTimepoint well, Action<StylizeException> failed, Action<WellRemark> remarked, OperationContext context)
{
    private readonly Dictionary<(int Width, int Height), TileRegistration> _registrations = [];

    public TileRegistration? RegistrationOf(ChannelReaders tiles) => _registrations.GetValueOrDefault((tiles.Width, tiles.Height));

    public MontageGrid GridFor(ChannelReaders tiles)
    {
        var plain = new MontageGrid(well.TileNumbers, options.Columns, options.Layout, tiles.Width, tiles.Height, well.Cells);
        if (options.Overlap is not { } overlap || well.TileNumbers.Count == 1 || tiles.Numbers.Count == 0) return plain;

        var registration = RegistrationOf(tiles) ?? Register(plain, tiles, overlap);
        return tiles.Numbers.Count == 0 ? plain : registration.GridOf(plain, tiles);
    }

    private TileRegistration Register(MontageGrid plain, ChannelReaders tiles, TileOverlap overlap)
    {
        using (context.Phases.Start("register"))
        {
            var size = (tiles.Width, tiles.Height);
            var registration = _registrations[size] = TileRegistration.Register(plain, tiles, overlap, failed, context);
            registration.Remarks(well.Name, tiles.Channel).ToList().ForEach(remarked);
            return registration;
        }
    }
}

/// <summary>The given label masks of a well: one per tile, or one for the montage of all tiles.</summary>
/// <param name="remarked">Receives what is odd about a mask; may be called by several threads.</param>
internal sealed class WellMasks(
    PlateOptions options, WellTimepoint well, PlateStatistics plate, Action<WellRemark> remarked, OperationContext context)
{
    /// <summary>Returns the objects of the mask of a tile; none if the mask is that of the well.</summary>
    public RunTable RunsFor(SampleScanner reader, TileFile file) => IsOfWell(file)
        ? RunTable.WithObjects(reader.Width, reader.Height)
        : Read(file.Mask!, (reader.Width, reader.Height), file.Path);

    /// <summary>Returns the objects of the mask of the well; null if each tile has its own.</summary>
    public RunTable? OfWell(MontageGrid grid, IReadOnlyList<TileForeground> tiles) =>
        tiles.Count > 0 && tiles[0].Tile.Tile is var file && IsOfWell(file)
            ? Read(file.Mask!, (grid.Width, grid.Height), $"the montage of {well.Name}") : null;

    private bool IsOfWell(TileFile file) => file.Mask is { } mask && !options.IsPerTile
        && well.Segmented.Any(c => c.Tiles.Count > 1 && c.Tiles.Contains(file) && c.Tiles.All(t => t.Mask?.Path == mask.Path));

    private RunTable Read(TilePlane mask, (int Width, int Height) size, string of)
    {
        var runs = plate.Labels(mask, size, of, context.Cancellation);
        if (LabelMaskReader.Remark(runs, mask.Path, context.Cancellation) is { } remark)
        {
            remarked(WellRemark.Warning(remark));
        }

        return runs;
    }
}
