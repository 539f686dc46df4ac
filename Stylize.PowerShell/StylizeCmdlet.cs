using System.Management.Automation;
using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine.IO;
using Stylize.Engine.Operations.Options;
using Stylize.Engine;

namespace Stylize.PowerShell;

/// <summary>Base of all cmdlets that can be stopped: the token, paths and options of the parameters.</summary>
public abstract class StylizeCmdlet : PSCmdlet, IDisposable, IOptionInputs
{
    // Never disposed: StopProcessing may come after Dispose, on another thread.
    private readonly CancellationTokenSource _stop = new();

    IImageCodec IOptionInputs.Codec => ImageCodecs.Default;

    /// <summary>Canceled when the pipeline stops.</summary>
    protected internal CancellationToken Stop => _stop.Token;

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
    /// <exception cref="StylizeException">OptionInvalid: the path is not of the file system.</exception>
    protected string FullPath(string path, string parameter) => InputPaths.Require(this, path, parameter);

    /// <summary>The parameters that were given, as the engine's options take them.</summary>
    protected IEnumerable<KeyValuePair<string, object?>> Given =>
        MyInvocation.BoundParameters.Select(bound => KeyValuePair.Create(bound.Key, Plain(bound.Value)));

    /// <summary>Options with the values of the parameters that were given.</summary>
    protected TOptions Lay<TOptions>(TOptions start)
        where TOptions : class =>
        OptionSet.Apply(start, Given, this);

    /// <summary>Full paths that wildcards or literal paths name; a folder stands for the images in it.</summary>
    private protected IEnumerable<string> Images(string[]? paths, string[]? literalPaths) => InputPaths.ExpandFolders(
        this, InputPaths.Named(this, paths, literalPaths),
        folder => InputFolder.Files(folder, FileExtensions.Of(ImageCodecs.Default.ReadFormats)));

    /// <summary>Runs a step of the engine: what it refuses ends the command, and what was stopped ends the pipeline.</summary>
    protected void Checked(Action step, string? target = null) => Checked(() =>
    {
        step();
        return true;
    }, target);

    /// <summary>Runs a step of the engine on one input: what it refuses is an error that does not end the command.</summary>
    private protected void Try(string input, Action step)
    {
        try
        {
            step();
        }
        catch (StylizeException failure)
        {
            WriteError(ErrorRecords.From(failure, input));
        }
        catch (OperationCanceledException) when (Stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <inheritdoc cref="Checked(Action, string)"/>
    protected T Checked<T>(Func<T> step, string? target = null)
    {
        try
        {
            return step();
        }
        catch (OperationCanceledException) when (Stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (StylizeException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, target));
            throw;
        }
    }

    internal bool WantsVerbose => MyInvocation.BoundParameters.ContainsKey("Verbose")
        ? Asked("Verbose")
        : SessionState.PSVariable.GetValue("VerbosePreference")
            is not (null or ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    /// <summary>True if the user is only told what would be done.</summary>
    private protected bool IsWhatIf => MyInvocation.BoundParameters.ContainsKey("WhatIf")
        ? Asked("WhatIf")
        : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));

    /// <summary>True if a common parameter such as Confirm is given as a switch.</summary>
    internal bool Asked(string common) =>
        MyInvocation.BoundParameters.TryGetValue(common, out var given) && given is SwitchParameter { IsPresent: true };

    private static object? Plain(object? value) => value switch
    {
        SwitchParameter given => given.IsPresent,
        PSObject wrapped => wrapped.BaseObject,
        _ => value,
    };
}
