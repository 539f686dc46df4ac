using Stylize.Codecs;
using Stylize.Engine.Batch;
using Stylize.Engine.Catalog;
using Stylize.Engine.Gaussians.Decoding;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;
using Stylize.Engine.Measuring;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;

namespace Stylize.Engine.Tests.Measuring;

public sealed class MeasuringTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stylize-measuring-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Every_combination_gives_a_row_that_survives_saving_and_drawing()
    {
        var plan = new MeasurementPlan
        {
            Operation = OperationCatalog.Find("PixelArt"),
            Presets = new UserPresets().Named(OperationCatalog.Find("PixelArt"), ["Default", "Fast"]),
            StandardImages = [StandardImageKind.Logo, StandardImageKind.Abstract],
            Sizes = [48, 64],
            Threads = [1, 2],
            Iterations = 2,
        };
        var measurer = new PerformanceMeasurer(plan, ImageCodecs.Default);
        var fractions = new List<double>();
        var rows = measurer.Measure(p => fractions.Add(p.Fraction)).ToList();

        Assert.Equal(16, measurer.RowCount);
        Assert.Equal(16, rows.Count);
        Assert.Equal(16, rows.Select(r => r.Key).Distinct().Count());
        Assert.All(rows, r =>
        {
            Assert.Equal(2, r.Samples.Count);
            Assert.True(r.Median > 0 && r.Made >= 1 && r.Phases.Count > 0 && r.Bottleneck is not null);
            Assert.NotNull(r.SpeedUp);
        });
        Assert.Equal(1, fractions[^1], 9);
        Assert.Equal(fractions.Order(), fractions);

        var report = MeasurementReport.Of(rows);
        var path = Path.Combine(_folder.FullName, "report.json");
        using (var stream = File.Create(path))
        {
            report.Save(stream);
        }

        var loaded = MeasurementReport.Load(path);
        Assert.Equal(rows.Select(r => r.Key), loaded.Rows.Select(r => r.Key));
        Assert.Equal(rows[3].Samples, loaded.Rows[3].Samples);
        var comparisons = RowComparison.Compare(report, loaded);
        Assert.Equal(16, comparisons.Count);
        Assert.All(comparisons, c => Assert.False(c.Slower));

        using var html = new MemoryStream();
        HtmlReport.Write(html, report, comparisons);
        var text = System.Text.Encoding.UTF8.GetString(html.ToArray());
        Assert.DoesNotContain("http", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Where the time goes", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_report_is_named()
    {
        var path = Path.Combine(_folder.FullName, "no.json");
        File.WriteAllText(path, "[1, 2");
        Assert.Equal(path, Assert.Throws<StylizeException>(() => MeasurementReport.Load(path)).Target);
        Assert.Equal(StylizeError.ImageMissing, Assert.Throws<StylizeException>(() => MeasurementReport.Load(path + "x")).Error);
    }

    [Fact]
    public void Standard_images_are_the_same_every_time_and_differ_by_kind()
    {
        var means = Enum.GetValues<StandardImageKind>().Select(kind =>
        {
            using var once = StandardImage.Create(kind, 64, 48);
            using var again = StandardImage.Create(kind, 64, 48);
            var sum = 0L;
            for (var y = 0; y < 48; y++)
            {
                Assert.True(once.Row(y).SequenceEqual(again.Row(y)));
                foreach (var p in once.Row(y))
                {
                    sum += p.R + p.G + p.B;
                }
            }

            return sum;
        }).ToArray();
        Assert.Equal(means.Length, means.Distinct().Count());
    }

    [Fact]
    public void An_estimate_is_calibrated_once_and_then_kept()
    {
        var paths = Enumerable.Range(0, 8).Select(i => Write($"{i}.png", 40 + (20 * i))).ToArray();
        var options = PixelArtOptions.Default with { Width = 8 };
        var cache = new CostModelCache(Path.Combine(_folder.FullName, "cache"));
        BatchEstimate Estimate() => new BatchEstimator(new PixelArtOperation(options), new RunnerOptions { ThrottleLimit = 2 }, cache).Estimate(
            paths.Append(Path.Combine(_folder.FullName, "missing.png")).Select(p => new ImageInput(ImageSource.File(p), ImageCodecs.Default)));

        var first = Estimate();
        Assert.True(first.Calibrated);
        Assert.Equal(8, first.Files);
        Assert.Equal(1, first.Unreadable);
        Assert.True(first.Time > TimeSpan.Zero && first.PeakMemory > 0);

        var second = Estimate();
        Assert.False(second.Calibrated);
        Assert.Equal(first.Time, second.Time);
    }

    [Fact]
    public void Gaussian_files_are_estimated_by_the_picture_they_render()
    {
        var path = Path.Combine(_folder.FullName, "a.g2d");
        using (var artefact = new GaussianImageOperation(new GaussianImageOptions { Count = 20, Iterations = 10 })
            .Run(new ImageInput(ImageSource.File(Write("a.png", 40)), ImageCodecs.Default), OperationContext.Quiet))
        using (var stream = File.Create(path))
        {
            artefact.Write(stream);
        }

        var operation = new GaussianDecodeOperation(new GaussianDecodeOptions { Render = new RenderOptions { Scale = 3 } });
        var estimate = new BatchEstimator(operation, new RunnerOptions { ThrottleLimit = 1 }, new CostModelCache(Path.Combine(_folder.FullName, "cache")))
            .Estimate([new ImageInput(ImageSource.File(path), ImageCodecs.Default)]);

        Assert.Equal(0, estimate.Unreadable);
        Assert.Equal(120 * 120 / 1e6, estimate.Megapixels, 9);
    }

    [Fact]
    public void Tuning_keeps_to_the_time_and_is_never_worse_than_its_start()
    {
        using var image = StandardImage.Create(StandardImageKind.Photograph, 192, 192);
        var operation = OperationCatalog.Find("pixel-art");
        var plan = new TuningPlan
        {
            Operation = operation,
            Start = PixelArtOptions.Default with { Width = 24 },
            TargetTime = TimeSpan.FromMinutes(1),
            MaxTrials = 8,
        };
        var result = new OptionTuner(plan, ImageCodecs.Default).Tune([image]);

        Assert.True(result.TargetMet);
        Assert.InRange(result.Trials.Count, 1, 8);
        Assert.True(result.Best.Quality >= result.Start.Quality - 0.0005);
        Assert.Equal(24, ((PixelArtOptions)result.Options).Width);

        var impossible = new OptionTuner(plan with { TargetTime = TimeSpan.FromTicks(1), MaxTrials = 3 }, ImageCodecs.Default).Tune([image]);
        Assert.False(impossible.TargetMet);
        Assert.Equal(impossible.Trials.Min(t => t.Time), impossible.Best.Time);
    }

    [Fact]
    public void A_preset_that_was_saved_comes_back_equal()
    {
        var presets = new UserPresets(Path.Combine(_folder.FullName, "presets"));
        var operation = OperationCatalog.Find("pixel-art");
        var options = PixelArtOptions.Default with { Width = 40, CoolingRate = 0.5 };
        presets.Save(operation, "Mine", options, force: false);

        Assert.Equal(["Mine"], presets.Names(operation));
        var loaded = (PixelArtOptions)presets.Load(operation, "mine");
        Assert.Equal(40, loaded.Width);
        Assert.Equal(0.5, loaded.CoolingRate);
        Assert.Equal(StylizeError.TargetExists, Assert.Throws<StylizeException>(() => presets.Save(operation, "Mine", options, force: false)).Error);
        Assert.Equal(StylizeError.OptionInvalid, Assert.Throws<StylizeException>(() => presets.Save(operation, "fast", options, force: true)).Error);
        Assert.Contains("Mine", Assert.Throws<StylizeException>(() => presets.Load(operation, "none")).Message, StringComparison.Ordinal);
    }

    private string Write(string name, int side)
    {
        var path = Path.Combine(_folder.FullName, name);
        using var image = StandardImage.Create(StandardImageKind.Abstract, side, side);
        using var stream = File.Create(path);
        ImageCodecs.Default.Encode(image, stream, new EncodeOptions(ImageFormat.Png));
        return path;
    }
}
