namespace Stylize.Engine.Tests.Segmentation;

/// <summary>A test with a plate.</summary>
public abstract class PlateTest : IDisposable
{
    private protected readonly TestPlate _plate = new();

    private protected CliRun Run(params string[] arguments) => _plate.Run(arguments);

    private protected CliRun Run(string line) => _plate.Run(line);

    public void Dispose() => _plate.Dispose();
}
