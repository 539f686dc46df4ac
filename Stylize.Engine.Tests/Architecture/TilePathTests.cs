using System.Collections.Concurrent;
using System.Reflection;
using Stylize.Engine.Segmentation.Plates.Run;
using Stylize.Engine.Segmentation.Plates.Steps;
using Stylize.Engine.Segmentation.Tracking;
using Stylize.Engine.Tests.Segmentation;

namespace Stylize.Engine.Tests.Architecture;

/// <summary>The path of a tile in docs/contributing/architecture.md.</summary>
public sealed class TilePathTests : PlateTest
{
    private const StringComparison Ordinal = StringComparison.Ordinal;

    [Fact]
    public void The_page_names_in_fifteen_steps_the_files_through_which_a_tile_runs()
    {
        var options = _plate.Options with
        {
            Track = TrackMethod.Overlap, Align = "DAPI", Puncta = ["GFP"], Quality = QualityGates.Report, Crop = 16,
            CellChannel = "GFP", Measure = RegionMeasures.All,
        };
        var codec = DispatchProxy.Create<IImageCodec, Watched>();
        var plan = PlatePlan.Make(_plate.Files, options, codec);
        using var segmenter = new PlateSegmenter(options, _plate.Targets(), plan, codec);
        segmenter.Segment([.. plan.Wells.Where(well => well.Well == "E5")], OperationContext.Quiet);
        string[] names =
        [
            .. ((Watched)(object)codec).Callers.Concat(StepTable.All.SelectMany(
                step => (Delegate?[])[step.OfTimepoint, step.OfSeries, step.OfFiles])
                    .Select(function => function?.Method.DeclaringType).OfType<Type>().Select(Watched.Outermost))
                .Where(type => $"{type.Namespace}.".StartsWith("Stylize.Engine.Segmentation.", Ordinal))
                .Select(type => type.Name).Distinct().Order(StringComparer.Ordinal),
        ];
        Assert.True(names.Length > 20, string.Join(' ', names));
        var page = File.ReadAllText(Checkout.Path("docs", "contributing", "architecture.md"));
        page = page[page.IndexOf("## Path of a tile", Ordinal)..];
        page = page[..page.IndexOf("\n## ", Ordinal)];
        Type[] carriers =
        [
            typeof(TileFile), typeof(ChannelTiles), typeof(WellTimepoint), typeof(TileMeasurement),
            typeof(PlaneMeasurement), typeof(WellResult),
        ];
        Assert.All(names.Concat(carriers.Select(type => type.Name)), name => Assert.Contains($"`{name}`", page));
        Assert.All(carriers, type => Assert.True(
            File.Exists(Checkout.Path("Stylize.Engine", "Segmentation", "Wells", $"{type.Name}.cs")), type.Name));
        Assert.InRange(Regex.Count(page, @"^\d+\. ", RegexOptions.Multiline), 1, 15);
        var types = typeof(PlatePlan).Assembly.GetTypes().Select(type => type.Name).ToHashSet();
        Assert.Empty(
            Regex.Matches(page, "`([A-Z][A-Za-z]+)`").Select(match => match.Groups[1].Value).Except(types));
    }

    /// <summary>A codec that records who reads pixels.</summary>
    public class Watched : DispatchProxy
    {
        private readonly ConcurrentDictionary<Type, bool> _callers = new();

        public IEnumerable<Type> Callers => _callers.Keys;

        public static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            foreach (var type in new StackTrace().GetFrames().Select(frame => frame.GetMethod()?.DeclaringType))
            {
                if (type is not null) _callers.TryAdd(Outermost(type), true);
            }

            return targetMethod!.Invoke(ImageCodecs.Default, args);
        }
    }
}
