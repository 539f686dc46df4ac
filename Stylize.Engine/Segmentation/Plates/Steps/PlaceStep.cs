using Stylize.Engine.Segmentation.Plates.Tiles;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>
/// Places the tiles of a channel in a montage. If they overlap, the first channel with tiles of a size registers them.
/// </summary>
internal sealed class PlaceStep(WellWork work)
{
    private readonly Dictionary<(int Width, int Height), TileRegistration> _registrations = [];

    public TileRegistration? RegistrationOf(ChannelReaders tiles) =>
        _registrations.GetValueOrDefault((tiles.Width, tiles.Height));

    public MontageGrid Run(ChannelReaders tiles)
    {
        var plain = work.Plate.GridOf(work.Well, tiles.Width, tiles.Height);
        if (work.Options.Overlap is not { } overlap || work.Well.TileNumbers.Count == 1 || tiles.Numbers.Count == 0)
        {
            return plain;
        }

        var registration = RegistrationOf(tiles) ?? Register(plain, tiles, overlap);
        return tiles.Numbers.Count == 0 ? plain : registration.GridOf(plain, tiles);
    }

    private TileRegistration Register(MontageGrid plain, ChannelReaders tiles, TileOverlap overlap)
    {
        using (work.Context.Phases.Start("register"))
        {
            var size = (tiles.Width, tiles.Height);
            var registration = TileRegistration.Register(plain, tiles, overlap, work.Failures.Enqueue, work.Context);
            registration.Remarks(work.Well.Name, tiles.Channel).ToList().ForEach(work.Remark);
            return _registrations[size] = registration;
        }
    }
}
