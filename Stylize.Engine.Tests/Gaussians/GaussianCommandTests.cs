namespace Stylize.Engine.Tests.Gaussians;

/// <summary>`stylize gaussian decode` and `stylize gaussian info`.</summary>
public sealed class GaussianCommandTests : CliTest
{
    [Fact]
    public void InfoDescribesAFile()
    {
        Model("a.g2d");
        var info = Assert.Single(_folder.Run("gaussian", "info", "a.g2d", "--json").Json);
        Assert.Equal(80, info.GetProperty("width").GetInt32());
        Assert.Equal(200, info.GetProperty("count").GetInt32());
        Assert.Equal("Standard", info.GetProperty("profile").GetString());
        Assert.Equal("Normalized", info.GetProperty("compositing").GetString());
        Assert.Equal(new FileInfo(_folder["a.g2d"]).Length, info.GetProperty("bytes").GetInt64());
    }

    private void Model(string name)
    {
        using var random = RandomModel.Create(71, 200, 80, 60);
        using var model = new GaussianModel(random.Store.Clone(), 80, 60)
        {
            Metadata = new Dictionary<string, string> { [GaussianMetadata.Title] = "<Tom & \"Jerry\">" },
        };
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllBytes(_folder[name], GaussianFileWriter.ToBytes(model, GaussianProfile.Standard));
    }
}
