namespace Stylize.PowerShell.Commands;

/// <summary>Lists the image formats that can be read and written.</summary>
[Cmdlet(VerbsCommon.Get, "StylizeFormat")]
[OutputType(typeof(FormatSupport))]
public sealed class GetStylizeFormatCommand : PSCmdlet
{
    protected override void EndProcessing()
    {
        try
        {
            WriteObject(FormatSupport.Of(ImageCodecs.Default), enumerateCollection: true);
        }
        catch (Engine.StylizeException failure)
        {
            ThrowTerminatingError(ErrorRecords.From(failure, null));
        }
    }
}
