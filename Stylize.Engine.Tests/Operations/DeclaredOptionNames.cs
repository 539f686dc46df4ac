using Stylize.Engine.Segmentation.Plates.Run;
using Stylize.Workers.Submission;
using Stylize.Workers.Work;

namespace Stylize.Engine.Tests.Operations;

/// <summary>The names of options, in PascalCase.</summary>
internal static class DeclaredOptionNames
{
    /// <summary>The records that declare options.</summary>
    public static Type[] Records { get; } =
    [
        .. OperationCatalog.All.SelectMany(operation => operation.OptionTypes).Concat(
        [
            typeof(BatchOptions), typeof(TargetOptions), typeof(FrameOptions), typeof(MeasurementPlan),
            typeof(TuningPlan), typeof(SubmitOptions), typeof(WorkerOptions),
        ]).Distinct(),
    ];

    public static HashSet<string> All { get; } =
    [
        "DestinationPath", "Force", "WhatIf", "Estimate", "Like", "Preset", "Database", "Try", "Vary",
        "Show", "Name", .. Records.SelectMany(type => OptionSet.ForRecord(type).All).Select(option => option.Name),
    ];

    /// <summary>The names of several words.</summary>
    public static HashSet<string> Compound { get; } = [.. All.Where(name => name.Skip(1).Any(char.IsUpper))];
}
