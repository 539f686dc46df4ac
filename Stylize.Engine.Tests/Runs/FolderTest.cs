namespace Stylize.Engine.Tests.Runs;

/// <summary>A test with a temporary folder.</summary>
public abstract class FolderTest : IDisposable
{
    private protected readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();
}
