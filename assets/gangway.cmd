@echo off
"%~dp0..\Gangway.exe" --cli -- %*
exit /b %ERRORLEVEL%
