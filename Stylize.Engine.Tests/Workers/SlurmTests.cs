namespace Stylize.Engine.Tests.Workers;

/// <summary>Runs the scripts in tools/slurm with Slurm.</summary>
[Collection(BrokerCollection.Name)]
[Trait("Tier", "All")]
public sealed class SlurmTests(BrokerFixture broker) : BrokerTest(broker)
{
    private static string Script(string name) => Checkout.Path("tools", "slurm", name);

    [Fact]
    public void An_array_job_creates_the_files_and_rows_of_a_local_run_and_repeats_nothing()
    {
        Assert.SkipUnless(SlurmCluster.IsUsable,
            "NOT RUN: slurmctld, slurmd and munged are not installed, or this user is not root.");
        using var cluster = new SlurmCluster();
        Folder.Photographs(8);
        Folder.Files.File("photos.txt", Folder.Files.Run("list", "pixel-art", "photos").Out);
        Assert.Equal(0, Folder.Files.Run("pixel-art", "photos", "-o", "local", "--width", "8").ExitCode);
        string[] photographs = [Folder["photos.txt"], "3", Folder["out"], "--", "pixel-art", "--width", "8"];
        Assert.Matches(@"^\d+ \d+\n$", cluster.Run(Script("submit.sh"), photographs));

        Folder.Plate();
        Folder.Files.File("plate.txt", Folder.Files.Run("list", "segment", "plate").Out);
        string[] options = ["--channel", "DAPI", "--method", "otsu"];
        Assert.Equal(0, Folder.Files.Run(["segment", "plate", "-o", "wells", .. options]).ExitCode);
        cluster.Run(Script("submit.sh"), [Folder["plate.txt"], "8", Folder["parts"], "--", "segment", .. options]);

        cluster.WaitForJobs();
        Assert.EndsWith(
            "8 created, 0 up to date, 0 failed in 3 parts.\n", File.ReadAllText(Folder["out.job/final.log"]));
        Folder.AssertSame("local", "out");
        Assert.EndsWith(
            "12 created, 0 up to date, 0 failed in 3 parts.\n", File.ReadAllText(Folder["parts.job/final.log"]));
        Folder.AssertSame("wells", "parts");
        Assert.Equal(StoreRows.OfSqlite(Folder["wells/segmentation.sqlite"]),
            StoreRows.OfSqlite(Folder["parts/segmentation.sqlite"]));

        cluster.Run(Script("submit.sh"), photographs);
        cluster.WaitForJobs();
        Assert.EndsWith(
            "0 created, 8 up to date, 0 failed in 3 parts.\n", File.ReadAllText(Folder["out.job/final.log"]));
    }
}
