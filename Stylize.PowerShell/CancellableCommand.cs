using System.Management.Automation;
using Stylize.Codecs;
using Stylize.Engine;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations.Options;

namespace Stylize.PowerShell;

/// <summary>
/// Base of the cmdlets whose work can be stopped: a token that is cancelled when the pipeline stops, and the options that were given.
/// </summary>
public abstract class CancellableCommand : PSCmdlet, IDisposable, IOptionInputs
{
    // Never disposed: StopProcessing may come after Dispose, on another thread.
    private readonly CancellationTokenSource _stop = new();

    IImageCodec IOptionInputs.Codec => ImageCodecs.Default;

    /// <summary>Cancelled when the pipeline stops.</summary>
    protected CancellationToken Stop => _stop.Token;

    string IOptionInputs.FullPath(string path, string option) => FullPath(path, option);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops the work that is under way.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Cancel();
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Full path of a file or folder named by a parameter; it need not exist.</summary>
    /// <param name="path">The path as typed.</param>
    /// <param name="parameter">The parameter's name.</param>
    /// <exception cref="StylizeException">OptionInvalid: the path is not of the file system.</exception>
    protected string FullPath(string path, string parameter) => InputPaths.Require(this, path, parameter);

    /// <summary>The parameters that were given, as the engine's options take them.</summary>
    protected IEnumerable<KeyValuePair<string, object?>> Given =>
        MyInvocation.BoundParameters.Select(bound => KeyValuePair.Create(bound.Key, Plain(bound.Value)));

    /// <summary>Options with the values of the parameters that were given.</summary>
    /// <param name="start">Where values that were not given come from.</param>
    protected TOptions Lay<TOptions>(TOptions start)
        where TOptions : class =>
        OptionSet.Lay(start, Given, this);

    /// <summary>Runs a step before the work; what the engine refuses ends the command.</summary>
    protected T Checked<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (StylizeException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, null));
            throw;
        }
    }

    private static object? Plain(object? value) => value switch
    {
        SwitchParameter given => given.IsPresent,
        PSObject wrapped => wrapped.BaseObject,
        _ => value,
    };
}
