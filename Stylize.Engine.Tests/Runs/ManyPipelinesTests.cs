using Stylize.Engine.Runs;

namespace Stylize.Engine.Tests.Runs;

/// <summary>Concurrent batches in one process.</summary>
public sealed class ManyPipelinesTests : FolderTest
{
    [Fact]
    public void Sixty_four_concurrent_pipelines_give_the_same_results_as_one()
    {
        var path = _folder["a.png"];
        using (var image = StandardImage.Create(StandardImageKind.Abstract, 48, 48))
            image.Save(path, new(ImageFormat.Png));

        var expected = File.ReadAllBytes(Make(path, "alone"));
        var made = new string[64];
        var threads = Enumerable.Range(0, made.Length)
            .Select(i => new Thread(() => made[i] = Make(path, $"p{i}"))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.All(made, file => Assert.Equal(expected, File.ReadAllBytes(file)));
        Assert.Equal(66, _folder.Names.Length);
    }

    private string Make(string source, string folder)
    {
        var operation = new PixelArtOperation(PixelArtOptions.Default with { Width = 12 });
        var planner = new TargetPlanner(operation, new TargetOptions { Destination = _folder[folder] });
        using var work = new FileWork(operation, planner);
        using var batch = work.CreateBatch();
        var result =
            batch.Runner.Run([planner.Plan(new ImageInput(ImageSource.File(source), ImageCodecs.Default))]).Single();
        return result.Succeeded ? result.Value.Path : throw result.Failure!;
    }
}
