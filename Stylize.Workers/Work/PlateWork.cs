using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Run;
using Stylize.Workers.Messages;
using Stylize.Workers.Operations;

namespace Stylize.Workers.Work;

/// <summary>What a worker knows of one plate: its options and wells, found once from the whole list of tiles.</summary>
internal sealed class PlateWork
{
    private readonly PlateRun _first;
    private readonly BatchHeader _header;
    private readonly PlatePlan _plan;

    public PlateWork(BatchHeader header, WorkerHost host, CancellationToken cancellation)
    {
        _header = header;
        var plate = header.Plate!;
        Options = OptionCarrier.Read<PlateOptions>(header.Work.Words, host) with
        {
            Destination = host.Folders.RequireFolder(host.Map.ToHere(plate.Destination)),
            Database = plate.Database is { } database ? host.IsShared(database) ? database : host.ToWrite(database) : null,
            Force = header.Force,
            MaxPixels = header.MaxPixels ?? new PlateOptions().MaxPixels,
        };
        _first = Run(host, force: false, host.Open, cancellation);
        _plan = _first.Plan(plate.Tiles.Select(host.ToRead));
        _first.Items(_plan);
    }

    private PlateOptions Options { get; }

    /// <summary>The wells of a run, by their names.</summary>
    public Dictionary<string, WellItem> Wells(PlateRun run) => run.Items(_plan, _first).ToDictionary(item => item.Source);

    /// <summary>A run over some of the wells.</summary>
    /// <param name="force">True where what is there may be of a worker that has ended; an update tells for itself.</param>
    public PlateRun Run(
        WorkerHost host, bool force, Func<string, Engine.Segmentation.Wells.IMeasurementStore> open, CancellationToken cancellation) =>
        new(
            Options with { Force = !_header.Update && (Options.Force || force) },
            host.Codec,
            open,
            new BatchOptions
            {
                Limits = host.Limits,
                FileTimeLimit = _header.FileTimeLimit is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            },
            cancellation)
        {
            Targets = new PlateTargetOptions { Update = _header.Update, NoProvenance = _header.NoProvenance },
        };
}
