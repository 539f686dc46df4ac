namespace Stylize.Engine.Tests.Cli;

/// <summary>A test with a temporary folder of small images, in which it runs the command.</summary>
public abstract class CliTest : IDisposable
{
    private protected readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();
}
