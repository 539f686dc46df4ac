namespace Stylize.Library.Tests;

/// <summary>Operations on files: one, many, with options, progress and cancellation. They run in an empty folder, with
/// names of files alone, as a first program does.</summary>
public sealed class OperationExamples : IDisposable
{
    private readonly Pictures _pictures = new();
    private readonly string _before = Environment.CurrentDirectory;

    public OperationExamples() => Environment.CurrentDirectory = _pictures.Folder;

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        _pictures.Dispose();
    }

    [Fact]
    public void One_file()
    {
        _pictures.Draw("photo.png");
        var (photograph, target) = ("photo.png", "photo.pixelart.png");

        // example: OneFile
        var operation = new PixelArtOperation(new PixelArtOptions { Width = 32, Colors = 8, Scale = 1 });
        var input = new ImageInput(ImageSource.File(photograph), ImageCodecs.Default);
        using var artifact = operation.Run(input, new OperationContext { MaxThreads = Environment.ProcessorCount });
        AtomicFile.Write(target, force: false, artifact.Write);
        // end

        using var cells = ImageCodecs.Default.DecodeRgba(ImageSource.File(target));
        Assert.Equal((32, 21), (cells.Width, cells.Height));
    }

    [Fact]
    public void Results()
    {
        var input = new ImageInput(ImageSource.File(_pictures.Draw("photo.png")), ImageCodecs.Default);

        // example: Results
        using var pixelArt =
            (IPixelArt)new PixelArtOperation(new PixelArtOptions { Width = 32, Colors = 8 }).Run(input, new());
        var colors = pixelArt.Colors;
        var first = pixelArt.Cells[0, 0];
        var indices = pixelArt.Indices(); // row by row; -1 is transparent

        using var traced = (IVectorArt)new VectorArtOperation(new VectorArtOptions { Colors = 4 }).Run(input, new());
        var svg = string.Concat(traced.Shapes.Select(shape => $"<path fill=\"{shape.Color}\" d=\"{shape.Path}\"/>"));

        using var drawn = (IDotArt)new DotArtOperation(new DotArtOptions { DotCount = 500 }).Run(input, new());
        foreach (var dot in drawn.Dots)
        {
            Console.WriteLine($"{dot.X} {dot.Y} {dot.Radius} {dot.Color}");
        }
        // end

        Assert.Equal((8, 32 * 21, first), (colors.Count, indices.Length, colors[indices[0]]));
        Assert.Equal(colors.Count, indices.Distinct().Count());
        Assert.Equal(4, traced.Shapes.Count);
        Assert.All(traced.Shapes, shape => Assert.Matches("^M[-0-9. MLCZ]+Z$", shape.Path));
        Assert.Contains("<path fill=\"#", svg, StringComparison.Ordinal);
        Assert.Equal(500, drawn.Dots.Length);
        using var line = (IDotArt)new DotArtOperation(new() { DotCount = 500, SingleLine = true }).Run(input, new());
        Assert.Equal([0], line.LineStarts!);
    }

    [Fact]
    public void The_other_operations()
    {
        var input = new ImageInput(ImageSource.File(_pictures.Draw("photo.png")), ImageCodecs.Default);

        // example: OtherOperations
        IOperation[] operations =
        [
            new DotArtOperation(new DotArtOptions { Distribution = DotDistribution.Tone, DotCount = 500 }),
            new GaussianImageOperation(new GaussianImageOptions { Count = 200, Iterations = 50 }),
            new RegionsOperation(new SegmentationOptions { Method = ThresholdMethod.Otsu }),
        ];
        // end

        using (var dots = operations[0].Run(input, OperationContext.Quiet))
        {
            Assert.Equal(500, Convert.ToInt32(dots.Summary.Single(e => e.Key == "Dots").Value));
        }

        using (var gaussians = operations[1].Run(input, OperationContext.Quiet))
        {
            Assert.Equal(200, Convert.ToInt32(gaussians.Summary.Single(e => e.Key == "Gaussians").Value));
        }

        Assert.Equal(3, operations.Select(o => o.Outputs.Suffix).Distinct().Count());
    }

    [Fact]
    public void A_batch_in_order_with_failures_as_values()
    {
        _pictures.Draw("a.png");
        _pictures.Draw("b.png", 200, 150);
        string[] photographs = ["a.png", "missing.png", "b.png"];
        var folder = "out";

        // example: Batch
        var operation = new PixelArtOperation(PixelArtOptions.Fast);
        var planner = new TargetPlanner(operation, new TargetOptions { Destination = folder });
        using var batch = new FileWork(operation, planner).CreateBatch();

        var written = new List<string>();
        var failures = new List<StylizeException>();
        var items =
            photographs.Select(path => planner.Plan(new ImageInput(ImageSource.File(path), ImageCodecs.Default)));
        foreach (var result in batch.Runner.Run(items))
        {
            if (result.Succeeded)
            {
                written.Add(result.Value.Path);
            }
            else
            {
                failures.Add(result.Failure);
            }
        }
        // end

        Assert.Equal(["a.pixelart.png", "b.pixelart.png"], written.Select(Path.GetFileName));
        var failure = Assert.Single(failures);
        Assert.Equal((StylizeError.ImageMissing, Path.GetFullPath(photographs[1])), (failure.Error, failure.Target));
    }

    [Fact]
    public void Every_entry_that_takes_a_path_takes_a_name_alone()
    {
        AtomicFile.Write("plain.txt", force: false, stream => stream.WriteByte(65));
        AtomicFile.Write("plain.txt", force: true, stream => stream.WriteByte(66));
        Assert.Throws<StylizeException>(() => AtomicFile.RequireNew("plain.txt", force: false));
        Assert.Equal("B", InputFile.ReadText("plain.txt"));

        for (var frame = 0; frame < 3; frame++)
        {
            _pictures.Draw($"frame_{frame}.png");
        }

        var frames = new ImageInput(ImageSource.File("frame_%d.png"), ImageCodecs.Default);
        Assert.Equal(3, frames.Info.Pages);
        using (var animation =
            new PixelArtOperation(new PixelArtOptions { Width = 8 }).Run(frames, OperationContext.Quiet))
        {
            AtomicFile.Write("frames.png", force: false, animation.Write);
        }

        // A destination can be a file or a folder, and a report is next to it.
        _pictures.Draw("a.png");
        foreach (var destination in (string[])["one.png", "sub", "sub/"])
        {
            var operation = new PixelArtOperation(new PixelArtOptions { Width = 8 });
            var planner = new TargetPlanner(operation, new TargetOptions { Destination = destination, Force = true });
            using var batch =
                new FileWork(operation, planner).CreateBatch(new BatchOptions { ReportPath = "report.jsonl" });
            var item = planner.Plan(new ImageInput(ImageSource.File("a.png"), ImageCodecs.Default));
            Assert.True(Assert.Single(batch.Runner.Run([item])).Succeeded);
        }

        var options = new RegionFileOptions { CsvPath = "t.csv", MaskPath = "m.tif", OverlayPath = "o.png" };
        using (var files = new RegionFiles(options))
        {
            using var nuclei = new Raster<Rgba32>(40, 30, clear: true);
            for (var y = 0; y < nuclei.Height; y++)
            {
                nuclei.Row(y).Fill(y is > 8 and < 20 ? new Rgba32(200, 200, 200) : new Rgba32(20, 20, 20));
            }

            AtomicFile.Write(
                "gray.png", force: false, to => ImageCodecs.Default.Encode(nuclei, to, new(ImageFormat.Png)));
            Assert.Null(files.Reserve("gray.png"));
            var input = new ImageInput(ImageSource.File("gray.png"), ImageCodecs.Default);
            var segmentation = new SegmentationOptions { Method = ThresholdMethod.Otsu };
            files.Add(input.Source.Name, files.Measure(input, segmentation, OperationContext.Quiet));
            files.Complete(CancellationToken.None);
        }

        string[] written =
            ["frames.png", "one.png", "sub/a.pixelart.png", "report.jsonl", "t.csv", "m.tif", "o.png"];
        Assert.All(written, name => Assert.True(File.Exists(_pictures[name]), name));
        Assert.DoesNotContain(Directory.GetFiles(_pictures.Folder), AtomicFile.IsTemporary);
    }

    [Fact]
    public void Options_presets_and_validation()
    {
        // example: Options
        var options = PixelArtOptions.Presets["Fast"] with { Colors = 8 };
        options.Validate();

        var mistake = options with { Colors = 1000 };
        string? message = null;
        try
        {
            mistake.Validate();
        }
        catch (StylizeException e) when (e.Error == StylizeError.OptionInvalid)
        {
            message = $"{e.Message} {e.Advice}";
        }

        // By name, as the command line finds them.
        var dotArt = OperationCatalog.Find("dot-art");
        var operation = dotArt.Create(dotArt.Presets["Watercolor"]);
        // end

        Assert.StartsWith("Colors is 1000", message, StringComparison.Ordinal);
        Assert.Equal((2, 8), (options.Stride, options.Colors));
        Assert.Equal("dot-art", operation.Name);
    }

    [Fact]
    public void Progress_and_cancellation()
    {
        var input = new ImageInput(ImageSource.File(_pictures.Draw("photo.png")), ImageCodecs.Default);

        // example: Progress
        using var stop = new CancellationTokenSource();
        var last = 0.0;
        var context = new OperationContext
        {
            MaxThreads = 2,
            Cancellation = stop.Token,
            Progress = progress => last = progress.Fraction, // called on any thread
            Warning = text => Console.Error.WriteLine(text),
        };
        using var artifact = new PixelArtOperation(PixelArtOptions.Default).Run(input, context);
        foreach (var phase in context.Phases.Phases)
        {
            Console.WriteLine($"{phase.Name}: {phase.Elapsed.TotalMilliseconds} ms, {phase.AllBytes} bytes");
        }
        // end

        Assert.InRange(last, 0.5, 1);
        Assert.NotEmpty(context.Phases.Phases);
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => new PixelArtOperation(PixelArtOptions.Default).Run(input, context));
    }

    [Fact]
    public async Task Requests_in_batches()
    {
        byte[][] uploads = [File.ReadAllBytes(_pictures.Draw("a.png")),
            File.ReadAllBytes(_pictures.Draw("b.png", 60, 60))];

        // example: Requests
        var operation = new DotArtOperation(DotArtOptions.Presets["Default"]);
        var queue = Channel.CreateBounded<(byte[] Upload, TaskCompletionSource<string> Drawn)>(40);
        var worker = Task.Run(async () =>
        {
            while (await queue.Reader.WaitToReadAsync())
            {
                await Task.Delay(100);
                var batch = new List<(byte[] Upload, TaskCompletionSource<string> Drawn)>();
                while (batch.Count < 10 && queue.Reader.TryRead(out var request))
                {
                    batch.Add(request);
                }

                Parallel.ForEach(batch, request =>
                {
                    try
                    {
                        var input = new ImageInput(ImageSource.Memory(request.Upload, "upload"), ImageCodecs.Default);
                        using var artifact = operation.Run(input, new OperationContext());
                        using var svg = new MemoryStream();
                        artifact.Write(svg);
                        request.Drawn.SetResult(System.Text.Encoding.UTF8.GetString(svg.ToArray()));
                    }
                    catch (StylizeException failure)
                    {
                        request.Drawn.SetException(failure);
                    }
                });
            }
        });

        // Each caller waits for its own result only.
        async Task<string> Draw(byte[] upload)
        {
            var drawn = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            await queue.Writer.WriteAsync((upload, drawn));
            return await drawn.Task;
        }

        var drawings = await Task.WhenAll(uploads.Select(Draw));
        queue.Writer.Complete();
        await worker;
        // end

        Assert.Equal(2, drawings.Length);
        Assert.Contains("viewBox=\"0 0 120 80\"", drawings[0], StringComparison.Ordinal);
        Assert.Contains("viewBox=\"0 0 60 60\"", drawings[1], StringComparison.Ordinal);
    }
}
