using Stylize.Engine.Segmentation.Plates.Tiles;

namespace Stylize.Engine.Segmentation.Plates.Cells;

/// <summary>The positions of a well's tiles. If they overlap, the first channel with tiles of a size registers them.</summary>
/// <param name="failed">Receives the errors of tiles that cannot be read.</param>
/// <param name="remarked">Receives what the user should know about the registration.</param>
internal sealed class WellGrids(
    PlateOptions options, WellTimepoint well, Action<StylizeException> failed, Action<WellRemark> remarked, OperationContext context)
{
    private readonly Dictionary<(int Width, int Height), TileRegistration> _registrations = [];

    public TileRegistration? RegistrationOf(ChannelReaders tiles) => _registrations.GetValueOrDefault((tiles.Width, tiles.Height));

    public MontageGrid Of(ChannelReaders tiles)
    {
        var plain = new MontageGrid(well.TileNumbers, options.Columns, options.Layout, tiles.Width, tiles.Height);
        if (options.Overlap is not { } overlap || well.TileNumbers.Count == 1 || tiles.Numbers.Count == 0) return plain;

        var registration = RegistrationOf(tiles) ?? Register(plain, tiles, overlap);
        return tiles.Numbers.Count == 0 ? plain : registration.GridOf(plain, tiles);
    }

    private TileRegistration Register(MontageGrid plain, ChannelReaders tiles, TileOverlap overlap)
    {
        using (context.Phases.Start("register"))
        {
            var size = (tiles.Width, tiles.Height);
            var registration = _registrations[size] = TileRegistration.Of(plain, tiles, overlap, failed, context);
            registration.Remarks(well.Name, tiles.Channel).ToList().ForEach(remarked);
            return registration;
        }
    }
}
