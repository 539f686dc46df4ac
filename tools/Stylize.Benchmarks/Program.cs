using BenchmarkDotNet.Running;
using Stylize.Benchmarks;

switch (args)
{
    case [GaussianCoreTable.Name, var table, ..]:
        return GaussianCoreTable.Run(table, args.ElementAtOrDefault(2));
    case [BatchUtilization.Name, var folder]:
        return BatchUtilization.Run(folder);
    case [BatchUtilization.Name, var folder, var count]:
        return BatchUtilization.Run(folder, int.Parse(count));
    case [CliStart.Name, var command, var image]:
        return CliStart.Run(command, image);
    case [PeerComparison.Name, var command, var photograph]:
        return PeerComparison.Run(command, photograph);
    case [DotArtTable.Name, var photo, var gray]:
        return DotArtTable.Run(photo, gray);
    case [GaussianFitTable.Name, .. var rest]:
        return GaussianFitTable.Run(rest);
    case [GaussianIterationTable.Name, var photograph]:
        return GaussianIterationTable.Run(photograph);
    case [GaussianLayerTable.Name, .. var rest]:
        return GaussianLayerTable.Run(rest);
    case [GaussianSizeTable.Name, var photograph, .. var rest]:
        return GaussianSizeTable.Run(photograph, rest);
    case [GaussianBdRate.Name, .. var rest]:
        return GaussianBdRate.Run(rest);
    case [GaussianRateTable.Name, .. var rest]:
        return GaussianRateTable.Run(rest);
    case [PixelArtSpeed.Name, var photograph]:
        return PixelArtSpeed.Run(photograph);
    case [PixelArtFrames.Name, var photograph, .. var pairs]:
        return PixelArtFrames.Run(photograph, pairs is [var number] ? int.Parse(number) : 8);
    case [RestoreTable.Name, var folder, .. var most]:
        return RestoreTable.Run(folder, most is [var limit] ? int.Parse(limit) : int.MaxValue);
    case ["tour", .. var rest]:
        TourTable.Run(rest);
        return 0;
    case [ThreadsTable.Name, var command, var photograph, .. var rest]:
        return ThreadsTable.Run(
            command, photograph, rest is [var turns, ..] ? int.Parse(turns) : 5, rest is [_, var manifest] ? manifest : null);
    case [Turns.Name, var other, var current, var data, .. var rest]:
        return Turns.Run(other, current, data, rest);
    case ["sample-plate", var folder, .. var rest]:
        SamplePlate.Make(folder, rest is [var seed] ? int.Parse(seed) : 1);
        return 0;
    case [EstimateTable.Name, var command, var photographs, .. var rest]:
        return EstimateTable.Run(command, photographs, rest);
    case [FaultTable.Name, .. var rest]:
        return FaultTable.Run(rest);
    case [FuzzTable.Name, var reader, .. var rest]:
        return FuzzTable.Run(reader, rest);
    case [MemoryTable.Name, var command, var photographs, .. var rest]:
        return MemoryTable.Run(command, photographs, rest);
    case [SegmentationReport.Name, .. var rest]:
        return SegmentationReport.Run(rest);
    case [WorkersTable.Name, var command, var photographs]:
        return WorkersTable.Run(command, photographs);
    case [WorkersTable.Name, var command, var photographs, var count, var pairs]:
        return WorkersTable.Run(command, photographs, int.Parse(count), int.Parse(pairs));
    default:
        BenchmarkSwitcher.FromAssembly(typeof(FuzzTable).Assembly).Run(args);
        return 0;
}
