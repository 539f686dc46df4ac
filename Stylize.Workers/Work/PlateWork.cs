using Stylize.Engine.Batch;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Workers.Messages;
using Stylize.Workers.Operations;

namespace Stylize.Workers.Work;

/// <summary>What a worker knows of one plate: its options and wells, found once from the whole list of tiles.</summary>
internal sealed class PlateWork
{
    private readonly Dictionary<string, WellItem> _wells;

    public PlateWork(BatchHeader header, WorkerHost host, CancellationToken cancellation)
    {
        var plate = header.Plate!;
        Options = OptionCarrier.Read<PlateOptions>(header.Work.Words, host) with
        {
            Destination = host.Map.ToHere(plate.Destination),
            Database = plate.Database is { } database ? host.IsShared(database) ? database : host.Map.ToHere(database) : null,
            Force = header.Force,
            MaxPixels = header.MaxPixels ?? new PlateOptions().MaxPixels,
        };
        using var run = Run(host, force: false, host.OpenStore, cancellation);
        _wells = run.Items(run.Plan(plate.Tiles.Select(host.Map.ToHere))).ToDictionary(item => item.Source);
    }

    public PlateOptions Options { get; }

    /// <summary>The well of a name; null where the tiles on this host make none of it.</summary>
    public WellItem? Well(string name) => _wells.GetValueOrDefault(name);

    /// <summary>A run over some of the wells.</summary>
    public PlateRun Run(
        WorkerHost host, bool force, Func<string, Engine.Segmentation.Wells.IMeasurementStore> open, CancellationToken cancellation) =>
        new(Options with { Force = Options.Force || force }, host.Codec, open, new BatchOptions { Limits = host.Limits }, cancellation);
}
